"""What can go wrong, by who has to act.

    AssistantError
    ├── PersonCanFix      the person can do something about it: a sentence, no retry button
    │   ├── QuestionTooLong · LimitReached · NotAllowedHere
    │   ├── FileTooBig · FileTooManyPages · FileEncrypted · FileEmpty · FileBroken
    │   ├── FileTypeUnknown · FileWithoutText · FileExpired · SaveExpired
    │   ├── TranscriptEmpty · TranscriptMissing · TranscriptNotAllowed · TranscriptOutOfReach
    │   ├── TranscriptConsentMissing
    │   ├── ObjectionsOpen · RoundClosed
    │   └── CardOutdated
    ├── TryAgainLater     something behind us is down or busy; what was asked is kept if it can be
    │   ├── ModelBusy · ModelUnavailable · ModelTimeout · ModelCutOff
    │   ├── StateUnavailable · TeamsUnavailable · FileUnavailable · FileTooSlow
    │   ├── ExportFailed · SaveFailed
    │   ├── TranscriptPending · GraphUnavailable
    │   └── GaveUp · Unexpected
    ├── ContentRefused    a filter or a rule says no: nobody is told, rephrasing helps
    │   └── PromptFiltered · AnswerFiltered · FilterMissing
    └── AdminMustFix      the agency's administrators have to act
        └── ModelMisconfigured · ModelRejectedKey · FeatureNotSetUp · TranscriptsSwitchedOff
    ConfigurationError    the process can't start: one sentence naming the setting, exit code 78
    Told                  an error whose card the person has before them already
    StoppedByPerson       not a failure: the person pressed stop, or wrote „stopp“

An error carries a text key and values, never a sentence: the sentence depends on the reader's
language and agency. docs/errors.md has a row for each class; a test compares.
"""

from __future__ import annotations

from typing import ClassVar


class AssistantError(Exception):
    """Base of everything a person may be told; ``values`` fill the text's placeholders."""

    key: ClassVar[str]

    def __init__(self, **values: object) -> None:
        super().__init__(self.key)
        self.values = values

    @property
    def title_key(self) -> str:
        """The key of the short heading; the sentence stands under ``<key>.text``."""
        return f"{self.key}.title"

    @property
    def text_key(self) -> str:
        """The key of the sentence that says what happened and what to do."""
        return f"{self.key}.text"


class PersonCanFix(AssistantError):
    """The person who asked can mend it."""


class TryAgainLater(AssistantError):
    """Passing: the same request may succeed later, without being typed again."""


class ContentRefused(AssistantError):
    """A content filter or a rule refused; nobody is told about it."""


class AdminMustFix(AssistantError):
    """Only the agency's administrators can mend it."""


class QuestionTooLong(PersonCanFix):
    """The message alone is longer than the model's context (values: max_chars)."""

    key = "errors.question_too_long"


class LimitReached(PersonCanFix):
    """The agency's daily limit is used up (values: limit)."""

    key = "errors.limit_reached"


class NotAllowedHere(PersonCanFix):
    """The feature exists, but not in this kind of conversation."""

    key = "errors.not_allowed_here"


class PersonUnreachable(PersonCanFix):
    """Somebody has not installed the assistant, or has blocked it: no 1:1 chat opens."""

    key = "errors.person_unreachable"


class TemplateGone(PersonCanFix):
    """A template was deleted, or taken from the person's sight."""

    key = "errors.template_gone"


class TemplateChanged(PersonCanFix):
    """Somebody else has changed the template since it was opened for editing."""

    key = "errors.template_changed"


class ProposalDecided(PersonCanFix):
    """Another reviewer has decided meanwhile."""

    key = "errors.proposal_decided"


class ReasonNeeded(PersonCanFix):
    """A reviewer overrides a warning, or refuses, and must say why."""

    key = "errors.reason_needed"


class FileTooBig(PersonCanFix):
    """The file exceeds the agency's limit (values: max_mb)."""

    key = "errors.file_too_big"


class FileTooManyPages(PersonCanFix):
    """The file has more pages than the agency allows (values: pages, max_pages)."""

    key = "errors.file_too_many_pages"


class FileEncrypted(PersonCanFix):
    """The file wants a password."""

    key = "errors.file_encrypted"


class FileEmpty(PersonCanFix):
    """The file has no bytes, or no content at all."""

    key = "errors.file_empty"


class FileBroken(PersonCanFix):
    """The file is damaged, or its reader gave up on it (bombs end here too)."""

    key = "errors.file_broken"


class FileTypeUnknown(PersonCanFix):
    """The content is of no type we read, whatever the name says."""

    key = "errors.file_type_unknown"


class FileWithoutText(PersonCanFix):
    """Every page is a picture: there is nothing to read."""

    key = "errors.file_without_text"


class FileUnrecognised(PersonCanFix):
    """Every page is a picture, and text recognition found no letters in them."""

    key = "errors.file_unrecognised"


class FilePictureTooLarge(PersonCanFix):
    """A picture has more dots than we unpack."""

    key = "errors.file_picture_too_large"


class FilesWithinUnreadable(PersonCanFix):
    """An archive (or an empty mail) of which no file within can be read."""

    key = "errors.files_within_unreadable"


class FileSetFull(PersonCanFix):
    """The files of this conversation are as many as fit (values: max_files, max_pages)."""

    key = "errors.file_set_full"


class FileExpired(PersonCanFix):
    """The file was deleted, by retention or on request."""

    key = "errors.file_expired"


class SaveExpired(PersonCanFix):
    """A file to be saved is gone: too late, saved already, or never this person's."""

    key = "errors.save_expired"


class TranscriptEmpty(PersonCanFix):
    """There is not a word in the transcript or the notes."""

    key = "errors.transcript_empty"


class TranscriptMissing(PersonCanFix):
    """Nobody had this meeting transcribed, or its transcript has expired."""

    key = "errors.transcript_missing"


class TranscriptNotAllowed(PersonCanFix):
    """The person was not invited, or may not read this meeting's transcript."""

    key = "errors.transcript_not_allowed"


class TranscriptConsentMissing(PersonCanFix):
    """Nobody has allowed the app to read the transcripts of this chat or team."""

    key = "errors.transcript_consent_missing"


class TranscriptOutOfReach(PersonCanFix):
    """Teams hands out no transcripts of such meetings: private channels, calls without date."""

    key = "errors.transcript_out_of_reach"


class MinutesChanged(PersonCanFix):
    """Another keeper has changed the minutes since the pressed card was made."""

    key = "errors.minutes_changed"


class ObjectionsOpen(PersonCanFix):
    """Minutes can't be approved while an objection waits for a ruling (values: n)."""

    key = "errors.objections_open"


class RoundClosed(PersonCanFix):
    """The deadline for objections is over."""

    key = "errors.round_closed"


class CardOutdated(PersonCanFix):
    """The button is of an older version, settled, somebody else's, or nobody was given it."""

    key = "errors.card_outdated"


class ModelBusy(TryAgainLater):
    """Every deployment is at its limit (429 beyond what we wait for)."""

    key = "errors.model_busy"


class ModelUnavailable(TryAgainLater):
    """No deployment answers: refused, 5xx, or its breaker is open."""

    key = "errors.model_unavailable"


class ModelTimeout(TryAgainLater):
    """The model accepted the request and then said nothing for too long."""

    key = "errors.model_timeout"


class ModelCutOff(TryAgainLater):
    """The answer broke off after text had come; what came is kept and marked."""

    key = "errors.model_cut_off"


class StateUnavailable(TryAgainLater):
    """Redis does not answer; nothing was stored."""

    key = "errors.state_unavailable"


class TeamsUnavailable(TryAgainLater):
    """Teams did not take a message, after all retries."""

    key = "errors.teams_unavailable"


class FileUnavailable(TryAgainLater):
    """The download failed, or its address is not on the list."""

    key = "errors.file_unavailable"


class FileTooSlow(TryAgainLater):
    """The reader needed longer than it may."""

    key = "errors.file_too_slow"


class ExportFailed(TryAgainLater):
    """A Word or PDF file could not be written, or took too long."""

    key = "errors.export_failed"


class SaveFailed(TryAgainLater):
    """A file could not be put into the person's OneDrive; it is still there for another try."""

    key = "errors.save_failed"


class TranscriptPending(TryAgainLater):
    """The meeting is over and Teams still writes its transcript."""

    key = "errors.transcript_pending"


class GraphUnavailable(TryAgainLater):
    """Microsoft Graph does not answer, or asks to be left alone."""

    key = "errors.graph_unavailable"


class GaveUp(TryAgainLater):
    """A turn was tried as often as it may be (values: reference)."""

    key = "errors.gave_up"


class Unexpected(TryAgainLater):
    """A defect of ours (values: reference; the log has the same one)."""

    key = "errors.unexpected"


class PromptFiltered(ContentRefused):
    """The model's content filter refused the question."""

    key = "errors.prompt_filtered"


class AnswerFiltered(ContentRefused):
    """The model's content filter stopped the answer."""

    key = "errors.answer_filtered"


class FilterMissing(ContentRefused):
    """Azure answered, but says that its filter did not run: the answer is not shown."""

    key = "errors.filter_missing"


class ModelMisconfigured(AdminMustFix):
    """The deployment does not exist, or refuses the request's shape."""

    key = "errors.model_misconfigured"


class ModelRejectedKey(AdminMustFix):
    """The model refuses our key or identity."""

    key = "errors.model_rejected_key"


class TranscriptsSwitchedOff(AdminMustFix):
    """The tenant lets no app read transcripts (GraphAccessToTranscriptsDisabled)."""

    key = "errors.transcripts_switched_off"


class FeatureNotSetUp(AdminMustFix):
    """The agency has not set the feature up (values: feature, instead)."""

    key = "errors.feature_not_set_up"


class ContextTooLong(Exception):
    """The model refused the request's length; answering shortens the past and asks again."""


class Told(Exception):
    """An error that the person has been told already: it is counted and logged, not told again.

    ``reference`` stands on the person's card and in the log.
    """

    def __init__(self, error: AssistantError, reference: str) -> None:
        super().__init__(error.key)
        self.error = error
        self.reference = reference


class StoppedByPerson(Exception):
    """The person pressed stop: end quietly, send nothing more."""


class ConfigurationError(Exception):
    """A setting is missing or wrong; names it and never quotes a secret."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting}: {reason}")
        self.setting = setting
