"""Templates of people's own: made, edited, versioned, copied, shared, deleted and brought back.

Forms open as dialogs, or inline where the client has none. Every press is looked up on the
person's own shelves again: what a card says about rights is never believed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pydantic import ValidationError

from bot.answering.service import AnsweringService
from bot.core.errors import CardOutdated, TemplateChanged, TemplateGone
from bot.core.ids import ConversationId
from bot.core.turn import Card, Dialog, DialogHandler, DialogReply, Handler, Turn
from bot.library.authoring import Authoring, Draft, made_of, suggested
from bot.library.bookcase import Bookcase, Found
from bot.library.ground_rules import GenderForm, Tone
from bot.library.rights import Circles, Viewer
from bot.library.shelf import Kept, ShelfKind
from bot.library.shelves import Shelves
from bot.library.template import Category, Template, TemplateInvalid, fault_of
from cards.library_actions import (
    TemplateCopy,
    TemplateDelete,
    TemplateDiff,
    TemplateEdit,
    TemplateEntries,
    TemplateFavourite,
    TemplateFields,
    TemplateNew,
    TemplatePage,
    TemplatePreview,
    TemplateRestore,
    TemplateSave,
    TemplateSaveFields,
    TemplateShare,
    TemplateUndo,
    TemplateVersions,
)
from cards.receipt import receipt
from cards.template_editor import (
    Entered,
    editor_card,
    editor_title,
    entered_of,
    fields_card,
    fields_of,
)
from cards.template_page import (
    Means,
    deleted_card,
    diff_card,
    page_card,
    share_card,
    versions_card,
)
from dialogs.pressed import pressed

_CATEGORIES: Final = {one.value: one for one in Category}


class AuthoringDialog:
    """Makes templates with people."""

    def __init__(
        self,
        bookcase: Bookcase,
        shelves: Shelves,
        authoring: Authoring,
        circles: Circles,
        answering: AnsweringService,
    ) -> None:
        self._bookcase = bookcase
        self._shelves = shelves
        self._authoring = authoring
        self._circles = circles
        self._answering = answering

    def actions(self) -> dict[str, Handler]:
        """Return what presses in the chat do, by verb."""
        return {
            TemplatePage.verb: self.page,
            TemplateFavourite.verb: self.favourite,
            TemplateNew.verb: self.new,
            TemplateEdit.verb: self.edit,
            TemplateFields.verb: self.fields,
            TemplateSave.verb: self.save,
            TemplatePreview.verb: self.preview,
            TemplateSaveFields.verb: self.save_fields,
            TemplateCopy.verb: self.copy,
            TemplateVersions.verb: self.versions,
            TemplateDiff.verb: self.diff,
            TemplateRestore.verb: self.restore,
            TemplateDelete.verb: self.delete,
            TemplateUndo.verb: self.undo,
            TemplateShare.verb: self.share,
        }

    def dialogs(self) -> dict[str, DialogHandler]:
        """Return what opens a form as a dialog and takes it, by verb."""
        return {
            TemplateNew.verb: self.open_new,
            TemplateEdit.verb: self.open_edit,
            TemplateFields.verb: self.open_fields,
            TemplateSave.verb: self.take,
            TemplatePreview.verb: self.open_preview,
            TemplateSaveFields.verb: self.take_fields,
        }

    # --- looking ---------------------------------------------------------------------------------

    async def page(self, turn: Turn) -> Card | None:
        """Show a template and what can be done with it."""
        viewer = await self._circles.viewer(turn)
        return await self._page(turn, viewer, pressed(turn, TemplatePage).id)

    async def favourite(self, turn: Turn) -> Card | None:
        """Mark a template, or take the mark away."""
        action = pressed(turn, TemplateFavourite)
        viewer = await self._circles.viewer(turn)
        await self._bookcase.find(viewer, action.id, turn.texts.language)
        await self._bookcase.mark(viewer, action.id, favourite=action.mark == "on")
        return await self._page(turn, viewer, action.id)

    async def versions(self, turn: Turn) -> Card | None:
        """List a template's versions with their authors."""
        viewer = await self._circles.viewer(turn)
        kept = await self._bookcase.kept(viewer, pressed(turn, TemplateVersions).id)
        names = {
            head.number: turn.texts("template.version.you")
            for head in kept.entry.heads
            if head.author == viewer.person
        }
        means = Means(may_edit=viewer.may_edit(kept))
        return versions_card(kept.entry, names, means, turn.texts)

    async def diff(self, turn: Turn) -> Card | None:
        """Compare a version with the one before it."""
        action = pressed(turn, TemplateDiff)
        viewer = await self._circles.viewer(turn)
        kept = await self._bookcase.kept(viewer, action.id)
        before, now = action.number - 1, action.number
        found = await self._authoring.differences(viewer, action.id, before, now)
        return diff_card(kept.entry, now, found, turn.texts)

    async def _page(self, turn: Turn, viewer: Viewer, template_id: str) -> Card:
        found = await self._bookcase.find(viewer, template_id, turn.texts.language)
        means = await self._means(turn, viewer, found)
        return page_card(found.template, found.kept, means, turn.texts)

    async def _means(self, turn: Turn, viewer: Viewer, found: Found) -> Means:
        kept = found.kept
        if kept is not None:
            viewer = await self._circles.as_owner(turn, viewer, kept)
        uses = await self._shelves.uses(kept.shelf, kept.entry.id) if kept else 0
        is_own = kept is not None and kept.shelf.kind is not ShelfKind.AGENCY
        return Means(
            is_favourite=found.template.id in await self._bookcase.favourites(viewer),
            may_edit=kept is not None and viewer.may_edit(kept),
            may_remove=kept is not None and viewer.may_remove(kept),
            is_owner_unknown=viewer.is_owner_unknown,
            may_share=is_own and bool(viewer.circles),
            may_propose=is_own and bool(viewer.agency.library.reviewers),
            can_dialog=turn.can_dialog,
            gender=_gender(turn),
            uses=uses,
        )

    # --- forms -----------------------------------------------------------------------------------

    async def new(self, turn: Turn) -> Card | None:
        """Send an empty form, or one begun from an answer's question."""
        entered = await self._begun(turn, pressed(turn, TemplateNew).answer)
        await turn.chat.show(self._editor(turn, entered, in_dialog=False))
        return None

    async def open_new(self, turn: Turn) -> DialogReply:
        """Open the same as a dialog."""
        entered = await self._begun(turn, pressed(turn, TemplateNew).answer)
        return self._dialog(turn, entered)

    async def from_message(self, turn: Turn) -> DialogReply:
        """Open a form begun from a message, out of its menu."""
        text = turn.chosen.text if turn.chosen else ""
        return self._dialog(turn, _entered(suggested(text, Category.MEMOS, turn.texts.language)))

    async def edit(self, turn: Turn) -> Card | None:
        """Send the form of a template inline."""
        entered = await self._editable(turn, pressed(turn, TemplateEdit).id)
        await turn.chat.show(self._editor(turn, entered, in_dialog=False))
        return None

    async def open_edit(self, turn: Turn) -> DialogReply:
        """Open the form of a template as a dialog."""
        return self._dialog(turn, await self._editable(turn, pressed(turn, TemplateEdit).id))

    async def fields(self, turn: Turn) -> Card | None:
        """Send the form of a template's fields inline."""
        kept = await self._kept_for_editing(turn, pressed(turn, TemplateFields).id)
        await turn.chat.show(fields_card(kept.template, turn.texts, in_dialog=False))
        return None

    async def open_fields(self, turn: Turn) -> DialogReply:
        """Open the form of a template's fields as a dialog."""
        kept = await self._kept_for_editing(turn, pressed(turn, TemplateFields).id)
        card = fields_card(kept.template, turn.texts, in_dialog=True)
        return Dialog(turn.texts("editor.fields.title"), card, "large")

    async def save(self, turn: Turn) -> Card | None:
        """Keep what was entered inline; the form becomes the template's page."""
        action = pressed(turn, TemplateSave)
        viewer = await self._circles.viewer(turn)
        try:
            kept = await self._keep(turn, viewer, action)
        except (TemplateInvalid, TemplateChanged) as error:
            return self._editor(turn, _given(action), in_dialog=False, wrong=_wrong(turn, error))
        return await self._page(turn, viewer, kept.entry.id)

    async def take(self, turn: Turn) -> DialogReply:
        """Keep what was entered in the dialog; what is wrong is said in it."""
        action = pressed(turn, TemplateSave)
        viewer = await self._circles.viewer(turn)
        try:
            kept = await self._keep(turn, viewer, action)
        except (TemplateInvalid, TemplateChanged) as error:
            entered = _given(action)
            card = self._editor(turn, entered, in_dialog=True, wrong=_wrong(turn, error))
            return Dialog(editor_title(entered, turn.texts), card, "large")
        return turn.texts(f"editor.kept.{kept.shelf.kind}", title=kept.template.title)

    async def preview(self, turn: Turn) -> Card | None:
        """Show inline how the template would ask; nothing is kept."""
        return await self._previewed(turn, in_dialog=False)

    async def open_preview(self, turn: Turn) -> DialogReply:
        """Show the same in the dialog."""
        card = await self._previewed(turn, in_dialog=True)
        return Dialog(
            editor_title(_given(pressed(turn, TemplatePreview)), turn.texts), card, "large"
        )

    async def save_fields(self, turn: Turn) -> Card | None:
        """Keep what was entered about fields inline."""
        action = pressed(turn, TemplateSaveFields)
        viewer = await self._circles.viewer(turn)
        kept = await self._kept_for_editing(turn, action.id)
        try:
            await self._keep_fields(viewer, kept, action)
        except (TemplateInvalid, TemplateChanged) as error:
            wrong = _wrong(turn, error)
            return fields_card(kept.template, turn.texts, in_dialog=False, wrong=wrong)
        return await self._page(turn, viewer, action.id)

    async def take_fields(self, turn: Turn) -> DialogReply:
        """Keep what was entered about fields in the dialog."""
        action = pressed(turn, TemplateSaveFields)
        viewer = await self._circles.viewer(turn)
        kept = await self._kept_for_editing(turn, action.id)
        try:
            kept = await self._keep_fields(viewer, kept, action)
        except (TemplateInvalid, TemplateChanged) as error:
            card = fields_card(kept.template, turn.texts, in_dialog=True, wrong=_wrong(turn, error))
            return Dialog(turn.texts("editor.fields.title"), card, "large")
        return turn.texts(f"editor.kept.{kept.shelf.kind}", title=kept.template.title)

    # --- changing --------------------------------------------------------------------------------

    async def copy(self, turn: Turn) -> Card | None:
        """Put a copy among the person's own, and show it."""
        viewer = await self._circles.viewer(turn)
        action = pressed(turn, TemplateCopy)
        kept = await self._authoring.copy(viewer, action.id, turn.texts.language)
        return await self._page(turn, viewer, kept.entry.id)

    async def restore(self, turn: Turn) -> Card | None:
        """Make an earlier version the current one."""
        action = pressed(turn, TemplateRestore)
        viewer = await self._circles.viewer(turn)
        await self._authoring.restore(viewer, action.id, action.number, action.base)
        return await self._page(turn, viewer, action.id)

    async def delete(self, turn: Turn) -> Card | None:
        """Delete a template; the card offers the way back."""
        viewer, action = await self._circles.viewer(turn), pressed(turn, TemplateDelete)
        kept = await self._bookcase.kept(viewer, action.id)
        viewer = await self._circles.as_owner(turn, viewer, kept)
        entry = await self._authoring.delete(viewer, action.id)
        return deleted_card(entry, turn.texts)

    async def undo(self, turn: Turn) -> Card | None:
        """Bring back what was deleted just now."""
        viewer, action = await self._circles.viewer(turn), pressed(turn, TemplateUndo)
        gone = await self._authoring.deleted(viewer, action.id)
        viewer = await self._circles.as_owner(turn, viewer, gone)
        kept = await self._authoring.undo(viewer, action.id)
        return await self._page(turn, viewer, kept.entry.id)

    async def share(self, turn: Turn) -> Card | None:
        """Put a copy on a team's shelf: the team of this chat, or one that is chosen."""
        action = pressed(turn, TemplateShare)
        viewer = await self._circles.viewer(turn)
        here = turn.conversation.circle
        if not here and not action.circle:
            found = await self._bookcase.find(viewer, action.id, turn.texts.language)
            return share_card(found.template, viewer.names, turn.texts)
        circle = here or _chosen(viewer, action.circle)
        kept = await self._authoring.share(viewer, action.id, circle)
        return receipt(turn.texts, turn.texts("template.shared", title=kept.template.title))

    # --- what the handlers share -----------------------------------------------------------------

    async def _begun(self, turn: Turn, answer_id: str) -> Entered:
        if not answer_id:
            return Entered()
        kept = await self._answering.recall(turn.scope, answer_id, agency=turn.agency)
        if kept is None:
            raise CardOutdated
        return _entered(suggested(kept.question, Category.MEMOS, turn.texts.language))

    async def _editable(self, turn: Turn, template_id: str) -> Entered:
        return entered_of((await self._kept_for_editing(turn, template_id)).template)

    async def _kept_for_editing(self, turn: Turn, template_id: str) -> Kept:
        viewer = await self._circles.viewer(turn)
        kept = await self._bookcase.kept(viewer, template_id)
        if not viewer.may_edit(kept):
            raise TemplateGone
        return kept

    async def _keep(self, turn: Turn, viewer: Viewer, action: TemplateSave) -> Kept:
        draft = _draft(action, turn.texts.language)
        if not action.id:
            circle = turn.conversation.circle if action.circle else None
            return await self._authoring.create(viewer, draft, circle)
        base = action.base if isinstance(action.base, int) else 0
        return await self._authoring.edit(viewer, action.id, base, draft)

    async def _previewed(self, turn: Turn, *, in_dialog: bool) -> Card:
        action = pressed(turn, TemplatePreview)
        base = (await self._kept_for_editing(turn, action.id)).template if action.id else None
        try:
            made = made_of(_draft(action, turn.texts.language), base)
        except TemplateInvalid as error:
            wrong = _wrong(turn, error)
            return self._editor(turn, _given(action), in_dialog=in_dialog, wrong=wrong)
        return self._editor(turn, _given(action), in_dialog=in_dialog, preview=made)

    async def _keep_fields(self, viewer: Viewer, kept: Kept, action: TemplateSaveFields) -> Kept:
        entered = entered_of(kept.template)
        try:
            fields = fields_of(kept.template, action.values)
        except ValidationError as error:
            raise TemplateInvalid("fields", str(error), fault_of(error)) from error
        draft = Draft(
            title=entered.title,
            description=entered.description,
            category=kept.template.category,
            language=kept.template.language,
            tone=kept.template.tone,
            instruction=kept.template.instruction,
            fields=fields,
        )
        return await self._authoring.edit(viewer, action.id, action.base, draft)

    def _editor(
        self,
        turn: Turn,
        entered: Entered,
        *,
        in_dialog: bool,
        wrong: str = "",
        preview: Template | None = None,
    ) -> Card:
        return editor_card(
            entered,
            turn.texts,
            in_dialog=in_dialog,
            wrong=wrong,
            in_team=bool(turn.conversation.circle),
            gender=_gender(turn),
            language=turn.texts.language,
            preview=preview,
        )

    def _dialog(self, turn: Turn, entered: Entered) -> Dialog:
        card = self._editor(turn, entered, in_dialog=True)
        return Dialog(editor_title(entered, turn.texts), card, "large")


def _draft(action: TemplateEntries, language: str) -> Draft:
    return Draft(
        title=action.title,
        description=action.description,
        category=_CATEGORIES.get(action.category, Category.MEMOS),
        language=language,
        tone=Tone(action.tone) if action.tone in set(Tone) else Tone.FACTUAL,
        instruction=action.instruction,
        audience=action.audience,
        example=action.example,
        note=action.note,
    )


def _given(action: TemplateEntries) -> Entered:
    return Entered(
        title=action.title,
        description=action.description,
        category=action.category,
        tone=action.tone,
        instruction=action.instruction,
        audience=action.audience,
        example=action.example,
        note=action.note,
        id=action.id,
        base=action.base if isinstance(action.base, int) else 0,
    )


def _entered(draft: Draft) -> Entered:
    return replace(
        Entered(),
        title=draft.title,
        description=draft.description,
        category=draft.category.value,
        instruction=draft.instruction,
    )


def _wrong(turn: Turn, error: TemplateInvalid | TemplateChanged) -> str:
    """Return what could not be kept and why, in a sentence."""
    if isinstance(error, TemplateChanged):
        return turn.texts(error.text_key)
    key = f"editor.wrong.{error.key.partition('.')[0]}"
    known = key if turn.texts.has(key) else "editor.wrong.other"
    fault = error.fault
    return turn.texts(known, reason=turn.texts(f"editor.fault.{fault.code}", words=fault.words))


def _chosen(viewer: Viewer, number: str) -> ConversationId:
    """Return the circle that a choice names by its place in the person's own list."""
    place = int(number) - 1 if number.isdecimal() else -1
    if not 0 <= place < len(viewer.circles):
        raise TemplateGone
    return viewer.circles[place]


def _gender(turn: Turn) -> GenderForm:
    return GenderForm(turn.agency.library.gender_form)
