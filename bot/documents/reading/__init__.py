"""What runs in the child process that reads one file; standard library and parsers only.

Every good parser can abort or eat gigabytes over a file of five kilobytes. So nothing of this
package but `protocol` is imported by the bot itself; bot.documents.extract starts `child`.
"""
