using System.CommandLine;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Doctor;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>doctor</c>: tests on this machine that a bottle has no way around its proxy.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "doctor", "Build a bottle and try the ways out of it from inside. Exit code 0 if every probe passes, 1 if one fails.",
            "bot-bottle doctor", "bot-bottle doctor --json");
        Option<bool> json = ListingOptions.Json();
        verb.Add(json);
        verb.SetAction(async (parsed, _) =>
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new CommandFailure(ExitCode.Failed, "the sandbox is made of Linux namespaces: there is no isolation to examine on this system");
            }

            using Interrupts interrupts = new();
            host.Home.Create();
            try
            {
                IBottleBackend backend = Backends.Create("sandbox", host.Error);
                DoctorReport report = await new BottleDoctor(backend, host.Home.Root, host.Environment, host.Time).ExamineAsync(interrupts.Token);
                report.Write(host.Output, parsed.GetValue(json));
                return report.Passed ? ExitCode.Ok : ExitCode.Failed;
            }
            catch (BottleException failure)
            {
                throw new CommandFailure(ExitCode.Failed, failure.Message, null, failure);
            }
        });
        return verb;
    }
}
