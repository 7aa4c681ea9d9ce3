using System.CommandLine;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Demo;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Commands;

/// <summary><c>demo</c>: shows the product on this machine from launch to cut-off.</summary>
internal static class DemoCommand
{
    private const string Unwalled = "To see it without isolation: bot-bottle demo --isolation none";

    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "demo",
            "Demonstrate a run on this machine: an agent is metered, warned about and cut off. Needs no key and no network, takes seconds, leaves nothing "
                + "behind.",
            "bot-bottle demo", "bot-bottle demo --isolation none");
        Option<string?> isolation = ChoiceOption.Create("--isolation", "Kind of isolation (default: sandbox).", "sandbox", "none");
        verb.Add(isolation);
        verb.SetAction(async (parsed, _) =>
        {
            IsolationKind kind = parsed.GetValue(isolation) == "none" ? IsolationKind.None : IsolationKind.Sandbox;
            if (kind == IsolationKind.Sandbox)
            {
                RequireSandbox();
            }

            using Interrupts interrupts = new();
            return await new DemoRun(host, kind).RunAsync(interrupts.Token);
        });
        return verb;
    }

    /// <summary>Fails before anything starts, if the host lacks something that a sandbox needs.</summary>
    private static void RequireSandbox()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new CommandFailure(ExitCode.Failed, "the sandbox is made of Linux namespaces, which this system does not have", Unwalled);
        }

        try
        {
            SandboxPrograms.Find();
        }
        catch (BottleException missing)
        {
            throw new CommandFailure(ExitCode.Failed, missing.Message, Unwalled, missing);
        }
    }
}
