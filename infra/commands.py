"""Parses every `az` command of the given Markdown and shell files with the Azure CLI's own parser; runs none.

python infra/commands.py FILE...      (in an environment that has azure-cli)
"""

import itertools
import re
import shlex
import sys
from pathlib import Path
from typing import Any

FENCE = re.compile(r"^```(?:bash|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SUBSTITUTION = re.compile(r"\$\(((?:[^()]|\([^()]*\))*)\)")
VARIABLE = re.compile(r"\$(\{[^}]*\}|\w+)")
BEFORE = {"if", "!", "then", "do", "while", "until", "||", "&&", ";", "|", "{"}
AFTER = {"|", "||", "&&", ";", ";;", "2>&1", ">", ">>", "2>", "&"}


def commands(path: Path) -> list[list[str]]:
    """The arguments of each `az` call in the file, those inside `$(…)` too."""
    text = path.read_text()
    script = "\n".join(FENCE.findall(text)) if path.suffix == ".md" else text
    script = re.sub(r"(^|\s)#\s.*$|^#!.*$", "", script.replace("\\\n", " "), flags=re.MULTILINE)
    found: list[list[str]] = []
    while inner := SUBSTITUTION.search(script):
        found += _calls(inner[1])
        script = script[: inner.start()] + "VALUE" + script[inner.end() :]
    return found + _calls(script)


def _calls(script: str) -> list[list[str]]:
    words = _words(script)
    starts = [at for at, word in enumerate(words) if word == "az" and (at == 0 or _begins(words[at - 1]))]
    return [list(itertools.takewhile(lambda word: not _ends(word), words[at + 1 :])) for at in starts]


def _begins(before: str) -> bool:
    return before in BEFORE or before.endswith("\n")


def _ends(word: str) -> bool:
    return word in AFTER or word.startswith("\n")


def _words(script: str) -> list[str]:
    lexer = shlex.shlex(VARIABLE.sub("VALUE", script), posix=True, punctuation_chars=";|&\n")
    lexer.whitespace, lexer.commenters, lexer.whitespace_split = " \t", "", True
    return list(lexer)


class Parser:
    """The Azure CLI, with nobody signed in. Follows `AzCliCommandInvoker.execute` up to the parsing."""

    def __init__(self) -> None:
        from azure.cli.core import get_default_cli

        self._cli = get_default_cli()

    def parse(self, arguments: list[str]) -> Any:
        """Raises SystemExit when the CLI would refuse the command."""
        cli = self._cli
        invocation = cli.invocation_cls(
            cli_ctx=cli,
            parser_cls=cli.parser_cls,
            commands_loader_cls=cli.commands_loader_cls,
            help_cls=cli.help_cls,
        )
        cli.invocation = invocation
        loader = invocation.commands_loader
        loader.load_command_table(arguments)
        command = invocation._rudimentary_get_command(arguments)
        invocation.data["command_string"] = loader.command_name = command
        if command in loader.command_table:
            loader.command_table = {command: loader.command_table[command]}
        loader.load_arguments(command)
        invocation.parser.load_command_table(loader)
        return invocation.parser.parse_args(arguments)


def main(paths: list[str]) -> int:
    parser, refused, parsed = Parser(), 0, 0
    for path in map(Path, paths):
        for arguments in commands(path):
            try:
                parser.parse(arguments)
                parsed += 1
            except SystemExit:
                refused += 1
                print(f"{path}: az {shlex.join(arguments)}", file=sys.stderr)
    print(f"{parsed} commands parsed, {refused} refused.")
    return 1 if refused or not parsed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
