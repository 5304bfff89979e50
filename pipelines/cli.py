"""The `esec` command. Each command lives in the room that does its work and is loaded only when it is called."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from pipelines.schema.faults import FaultsFound

# name: "module:command". A command is added with one line here.
COMMANDS = {
    "init": "pipelines.commands.init:init",
    "build": "pipelines.commands.build:build",
    "preview": "pipelines.commands.preview:preview",
    "validate": "expectations.command:validate",
    "verify": "pipelines.commands.verify:verify",
    "diff": "pipelines.commands.diff:diff",
    "new": "pipelines.commands.new:new",
    "serve": "dashboard.commands.serve:serve",
    "export": "dashboard.commands.export:export",
}
# What stores the files of a version that a build replaces: the room that makes files is below those that build.
STORE = "dashboard.commands.store_files:store_files"


def _load(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


def _store(curated: Path, releases: Path) -> None:
    _load(STORE)(curated, releases)


def _absent(name: str, error: Exception, state: str, *, hidden: bool = False) -> click.Command:
    """Make a command that raises, when it is called, why the real one cannot be loaded."""

    def fail() -> None:
        raise error

    taken: dict[str, Any] = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, callback=fail, help=state, hidden=hidden, context_settings=taken)


class LazyGroup(click.Group):
    """Loads a command's module when it is asked for: `esec serve` must not pay for Great Expectations' import."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order declared."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in COMMANDS:
            return None
        try:
            command: click.Command = _load(COMMANDS[name])
        except ModuleNotFoundError as error:
            return _absent(name, error, "Not installed here.", hidden=True)
        except FaultsFound as error:
            return _absent(name, error, "The settings of the site have faults.")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is asked for; say what is wrong with the site's settings, or what is not installed."""
        try:
            return super().invoke(ctx)
        except FaultsFound as found:
            raise click.ClickException(f"{len(found.faults)} faults; nothing was done.\n{found}") from None
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"`esec {ctx.invoked_subcommand}` needs {error.name}, which is not installed here: what serves "
                "holds no more than it needs. To build and check tables, install the rest, by `make run` in the "
                "project's folder or by the extra: pip install 'esec-dashboard[build]'."
            ) from None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.pass_context
def main(context: click.Context) -> None:
    """Indicators on the commercial sexual exploitation of children: curate, check, publish, serve."""
    context.obj = _store
    if context.invoked_subcommand != "init":
        _load("pipelines.schema.site:site")()
