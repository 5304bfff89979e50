"""The `esec` command. Each command lives in the room that does its work and is loaded only when it is called."""

from importlib import import_module

import click

# name: "module:command". A command is added with one line here.
COMMANDS = {
    "build": "pipelines.commands.build:build",
    "validate": "expectations.command:validate",
    "verify": "pipelines.commands.verify:verify",
    "diff": "pipelines.commands.diff:diff",
    "new": "pipelines.commands.new:new",
    "serve": "dashboard.commands.serve:serve",
    "export": "dashboard.commands.export:export",
}


class LazyGroup(click.Group):
    """Loads a command's module when it is asked for: `esec serve` must not pay for Great Expectations' import."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order declared."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Indicators on the commercial sexual exploitation of children: curate, check, publish, serve."""
