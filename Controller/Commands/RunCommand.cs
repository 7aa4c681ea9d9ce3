using System.CommandLine;
using BotBottle.Controller.Bottles.Terminals;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>run</c>: runs a command in a bottle.</summary>
internal static class RunCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "run",
            "Run a command in a bottle. It sees the current folder, its own HOME and /tmp, and, of the network, only a proxy that meters, limits and cuts it. "
            + "Providers' keys in your environment (ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, DASHSCOPE_API_KEY, COPILOT_GITHUB_TOKEN and others) "
            + "stay with the proxy; the command gets placeholders. "
            + "Exit code: the command's own; 125 if the bottle could not be built; 137 if a cutoff policy or an operator ended it, and after a breach in "
            + "a shared folder (--on-breach).",
            "bot-bottle run -- claude -p 'fix the failing test'",
            "bot-bottle run --budget claude=500k --shutdown kill -- claude",
            "bot-bottle run --routes routes.yml -- claude",
            "bot-bottle run --no-supervise -- claude -p 'tidy up'     no operator approves anything",
            "bot-bottle run --share ../library:ro --env GIT_AUTHOR_NAME -- bash");
        RunArguments arguments = new();
        arguments.AddTo(verb);
        verb.SetAction(async (parsed, _) =>
        {
            RunOptions options = arguments.Of(parsed, host);
            if (OperatingSystem.IsLinux())
            {
                ProcessControl.HideMemory(); // the process holds the providers' keys and the run's CA
            }

            using Interrupts interrupts = new();
            return await new RunSession(host with { Error = new TerminalMessages(host.Error) }, options).RunAsync(interrupts.Token);
        });
        return verb;
    }
}
