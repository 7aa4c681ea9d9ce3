using System.CommandLine;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary><c>init</c>: creates the first files of an operator and lists what is still missing.</summary>
internal static class InitCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "init",
            "Write a settings.yml and, for a known agent, a bottle and an agent definition to begin with, and list what is still missing. "
            + "Existing files are not changed. All of them are optional: 'bot-bottle run -- claude' works without. "
            + "Without AGENT: for each known agent on your PATH.",
            "bot-bottle init", "bot-bottle init codex");
        Argument<string?> agent =
            new("agent") { Description = $"The agent: {string.Join(", ", AgentPresets.Names)}.", HelpName = "AGENT", Arity = ArgumentArity.ZeroOrOne };
        agent.CompletionSources.Add([.. AgentPresets.Names]);
        verb.Add(agent);
        verb.SetAction(parsed => Run(host, parsed.GetValue(agent)));
        return verb;
    }

    private static int Run(CommandHost host, string? named)
    {
        AgentPreset[] agents = named is null
            ? [.. AgentPresets.All.Where(preset => ProgramOf(host, preset) is not null)]
            : [AgentPresets.Named(named)
                ?? throw CommandFailure.Usage($"init: there is no preset '{named}'", $"There are {string.Join(", ", AgentPresets.Names)}.")];
        StarterFiles files = new(host.Home);
        Tell(host, files.WriteSettings(), host.Home.Settings);
        foreach (AgentPreset preset in agents)
        {
            Tell(host, files.WriteBottle(preset), files.BottleOf(preset));
            Tell(host, files.WriteAgent(preset), files.AgentOf(preset));
        }

        foreach (AgentPreset preset in agents)
        {
            TellNext(host, preset);
        }

        if (agents.Length == 0)
        {
            host.Output.WriteLine("no known agent is on your PATH. Each is one command away:");
            foreach (AgentPreset preset in AgentPresets.All)
            {
                host.Output.WriteLine($"  {preset.Title}: {preset.Install}");
            }

            return ExitCode.Failed;
        }

        return ExitCode.Ok;
    }

    private static void Tell(CommandHost host, bool written, string path) =>
        host.Output.WriteLine(TerminalText.Clean($"{(written ? "written" : "there  ")}  {path}"));

    private static void TellNext(CommandHost host, AgentPreset preset)
    {
        string[] variables = [.. preset.Keys.SelectMany(key => ProviderTable.BuiltIn.Named(key.Provider)!.Credential.Variables)];
        string? set = Array.Find(variables, variable => host.Environment.GetValueOrDefault(variable, "").Length > 0);
        string program = ProgramOf(host, preset) is null ? $"install it: {preset.Install}; then " : "";
        string key = set is not null ? $"{set} is set and stays with the proxy; " : $"export {variables[0]}=...; ";
        host.Output.WriteLine($"{preset.Title}: {program}{key}start it in a project folder: bot-bottle run --agent {preset.Name}");
    }

    private static string? ProgramOf(CommandHost host, AgentPreset preset) =>
        Executable.Find(preset.Name, host.Environment.GetValueOrDefault("PATH", ""), host.Folder);
}
