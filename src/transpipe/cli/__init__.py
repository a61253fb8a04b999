"""The command line: options, one call, a report, an exit code.

Exit codes: 0 clean, 1 something could not be done, 2 usage or environment error, 3 a bug.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from importlib import import_module

import click

import transpipe
from transpipe.errors import TranspipeError

_COMMANDS = {
    "run": "transpipe.cli.run",
    "check": "transpipe.cli.check",
    "status": "transpipe.cli.status",
    "review": "transpipe.cli.review",
    "export": "transpipe.cli.exchange:export_",
    "import": "transpipe.cli.exchange:import_",
    "report": "transpipe.cli.report",
    "publish": "transpipe.cli.publish",
    "revert": "transpipe.cli.revert",
    "log": "transpipe.cli.log",
    "glossary": "transpipe.cli.glossary",
    "memory": "transpipe.cli.memory",
    "model": "transpipe.cli.model",
    "preview": "transpipe.cli.preview",
    "evaluate": "transpipe.cli.evaluate",
}
"""Name of a command and the module that holds it as `command`: only the one that is called is imported."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name or "command")
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(transpipe.__version__, prog_name="transpipe")
def app() -> None:
    """Translate the Chinese parts of a bilingual Hugo site, offline, for people to review.

    \b
    Example:
      transpipe run                     draft every post marked "Requires translation"
      transpipe run --dry-run --scope all    see what else is untranslated
      transpipe review                  read, edit and approve the drafts
      transpipe publish                 approved drafts into the content folder
      transpipe check                   what CI runs
    """


def main() -> None:
    """Entry point with the one error boundary."""
    # Documents are trees without cycles: looking for cycles in them takes an eighth of the time that a run needs beside
    # the engine, and finds none.
    gc.set_threshold(100_000)
    try:
        code = app.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what was finished is kept, and the next run goes on from there", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; there is nobody to tell
        sys.exit(2)
    except TranspipeError as error:
        click.echo(f"transpipe: {error}", err=True)
        sys.exit(2)
    except Exception:
        traceback.print_exc()
        click.echo(
            f"\ntranspipe {transpipe.__version__}: this is a bug. Please report it with the lines above, the command, "
            "and, if you can, the file that it was working on.",
            err=True,
        )
        sys.exit(3)
