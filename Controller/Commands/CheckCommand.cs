using System.CommandLine;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Dlp;
using BotBottle.Core.Manifests;
using BotBottle.Core.Presets;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Commands;

/// <summary><c>check</c>: reports errors in the files that configure runs, and prints their result.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "check",
            "Check settings, bottles, agents and routes without starting anything; without FILE all of this host's and the repository's agents. "
            + "Exit code 2 if a file is invalid. If a controller is running, warns about budgets that are already spent. With --json: [{file, ok, problems: "
            + "[{line, column, message}], warnings: [...]}].",
            "bot-bottle check",
            "bot-bottle check routes.yml",
            "bot-bottle check --show web                 the merged bottle 'web', each line with its origin",
            "bot-bottle check --show settings:limits     what each bottle may use of this host",
            "bot-bottle check --show settings:examples   the published keys that are no findings");
        Argument<string[]> files = new("file") { Description = "A file.", HelpName = "FILE", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> show =
            new("--show") { Description =
                "Show the merged definition of this bottle or agent (bottle:NAME or agent:NAME if both exist; allow:NAME for what --allow NAME opens; "
                    + "settings:limits for each bottle's limits on this host, settings:examples for the published keys that may leave).",
                HelpName = "NAME" };
        Option<bool> json = ListingOptions.Json();
        verb.Add(files);
        verb.Add(show);
        verb.Add(json);
        verb.SetAction((parsed, cancellation) => parsed.GetValue(show) is { } name
            ? Task.FromResult(Show(host, name, parsed.GetValue(json)))
            : CheckAsync(host, parsed.GetValue(json), [.. (parsed.GetValue(files) ?? []).Select(file => Path.GetFullPath(file, host.Folder))], cancellation));
        return verb;
    }

    private static async Task<int> CheckAsync(CommandHost host, bool json, IReadOnlyList<string> named, CancellationToken cancellation)
    {
        DefinitionCheck check = new(host);
        List<CheckedFile> files = [];
        foreach (string file in named.Count > 0 ? named : check.AllFiles())
        {
            files.Add(await check.LookAsync(file, cancellation));
        }

        RepositoryFolder.WarnIgnored(host);
        if (json)
        {
            host.WriteJson(files, DefinitionJson.Default.IReadOnlyListCheckedFile);
        }
        else
        {
            WriteText(host, files);
        }

        return files.All(file => file.Ok) ? ExitCode.Ok : ExitCode.Usage;
    }

    private static void WriteText(CommandHost host, List<CheckedFile> files)
    {
        foreach (CheckedFile file in files.Where(file => file.Ok))
        {
            host.Output.WriteLine(TerminalText.Clean($"ok  {file.File}"));
        }

        foreach ((string file, CheckedProblem problem) in files.SelectMany(file => file.Problems.Select(problem => (file.File, problem))))
        {
            host.Error.WriteLine(TerminalText.Clean(
                problem.Line is { } line
                    ? $"{file}:{line}:{problem.Column}: {problem.Message}"
                    : problem.Message.Contains(file, StringComparison.Ordinal)
                    ? problem.Message : $"{file}: {problem.Message}"));
        }

        foreach ((string file, CheckedProblem warning) in files.SelectMany(file => file.Warnings.Select(warning => (file.File, warning))))
        {
            host.Error.WriteLine(TerminalText.Clean($"{file}{(warning.Line is { } line ? $":{line}" : "")}: warning: {warning.Message}"));
        }

        if (files.Count == 0)
        {
            host.Output.WriteLine($"there is nothing to check yet: no settings.yml, bottles or agents in {host.Home.Root}");
        }
    }

    private static int Show(CommandHost host, string name, bool json)
    {
        HostSettings settings = SettingsFile.Load(host);
        DefinitionLine[] lines = [.. name switch
        {
            "settings:limits" => LimitLines.Of(settings.Limits, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            "settings:examples" =>
            [
                .. ExampleKeys.All.Select((example, at) => new DefinitionLine($"dlp.example[{at}]", example.Value, example.Source)),
                .. PublishedKeys.All().Select((key, at) => new DefinitionLine(
                    $"dlp.published[{at}]", $"sha256:{key.Sha256}", $"{(key.IsToken ? "token" : "private key")}, {key.File}, {key.Source}")),
            ],
            _ => LinesOf(host, name, settings.Policy.Providers),
        }];
        if (json)
        {
            host.WriteJson(lines, DefinitionJson.Default.IReadOnlyListDefinitionLine);
            return ExitCode.Ok;
        }

        TextTable table = new("KEY", "VALUE", "FROM");
        foreach (DefinitionLine line in lines)
        {
            table.Add(line.Key, line.Value, line.From);
        }

        table.Write(host.Output, host.Ink);
        return ExitCode.Ok;
    }

    private static IEnumerable<DefinitionLine> LinesOf(CommandHost host, string name, IReadOnlyList<string> providers)
    {
        BottleFolder bottles = new(host.Home);
        const string agentPrefix = "agent:";
        const string allowPrefix = "allow:";
        const string bottlePrefix = "bottle:";
        if (name.StartsWith(allowPrefix, StringComparison.Ordinal))
        {
            string word = name[allowPrefix.Length..];
            return AllowEntry.Problem(word) is { } problem
                ? throw CommandFailure.Usage($"--show {name}: {problem}")
                : DefinitionLines.OfAllowed(word, new RouteOrigin("--allow", 0));
        }

        bool isBottle = bottles.BottleNames().Contains(name);
        if (name.StartsWith(bottlePrefix, StringComparison.Ordinal) || (isBottle && !name.StartsWith(agentPrefix, StringComparison.Ordinal)))
        {
            string bottle = name.StartsWith(bottlePrefix, StringComparison.Ordinal) ? name[bottlePrefix.Length..] : name;
            return DefinitionLines.Of(Merge([new Written<string>(bottle, YamlMark.OfOption("--show"))]));
        }

        bool isAgent = name.StartsWith(agentPrefix, StringComparison.Ordinal);
        if (!isAgent && AgentFinder.Names(host).ToArray() is var agents && !agents.Contains(name))
        {
            throw CommandFailure.Usage(
                $"--show: there is no bottle or agent '{TerminalText.Clean(name)}'; "
                    + $"{NearestKey.Hint(name, [.. bottles.BottleNames().Concat(agents).Distinct()])}",
                $"They are files: {host.Home.Bottles}/NAME.md, {host.Home.Agents}/NAME.md. Other words: settings:limits, settings:examples, allow:NAME.");
        }

        FoundAgent agent = AgentFinder.Find(host, isAgent ? name[agentPrefix.Length..] : name, providers, "--show");
        return DefinitionLines.Of(agent.Manifest with { Budgets = agent.Budgets })
            .Concat(agent.Manifest.Bottles.Count == 0 ? [] : DefinitionLines.Of(Merge(agent.Manifest.Bottles)));

        EffectiveBottle Merge(IReadOnlyList<Written<string>> names) => BottleMerge.Merge(BottleChain.Read(names, bottles, providers));
    }
}
