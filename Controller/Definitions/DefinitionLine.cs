using BotBottle.Core.Budgets;
using BotBottle.Core.Manifests;
using BotBottle.Core.Policy;
using BotBottle.Core.Presets;
using BotBottle.Core.Routes;
using BotBottle.Core.Text;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>One line of the definition in force.</summary>
/// <param name="Key">Its key in a manifest: <c>env.NAME</c>, <c>egress.routes[0]</c>.</param>
/// <param name="Value">The value, in readable form.</param>
/// <param name="From">Its origin; empty for a default.</param>
internal sealed record DefinitionLine(string Key, string Value, string From);

/// <summary>Lists the definition in force of bottles and agents, line by line with its origin.</summary>
internal static class DefinitionLines
{
    /// <summary>Lists a merged bottle.</summary>
    public static IEnumerable<DefinitionLine> Of(EffectiveBottle bottle)
    {
        yield return new DefinitionLine("bottles", string.Join(" > ", bottle.Bottles), "nearest first");
        foreach ((string name, Written<EnvValue> value) in bottle.Env.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            yield return new DefinitionLine(
                $"env.{name}", value.Value.IsQuestion ? $"asked at launch: {value.Value.Text}" : value.Value.Text, Place(value.Mark));
        }

        foreach (DefinitionLine line in Scalars(bottle))
        {
            yield return line;
        }

        for (int i = 0; i < bottle.Routes.Count; i++)
        {
            yield return new DefinitionLine($"egress.routes[{i}]", RouteText.Of(bottle.Routes[i]), bottle.Routes[i].Origin.ToString());
        }

        foreach (DefinitionLine line in bottle.Allow.SelectMany(
            word => new[] { new DefinitionLine("allow", word.Value, Place(word.Mark)) }
                .Concat(OfAllowed(word.Value, new RouteOrigin(word.Mark.File, word.Mark.Line)))))
        {
            yield return line;
        }

        foreach (DefinitionLine line in bottle.Repositories.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .SelectMany(entry => Fields($"git-gate.repos.{entry.Key}", entry.Value)))
        {
            yield return line;
        }

        foreach (Written<string> path in bottle.Carry)
        {
            yield return new DefinitionLine("carry", path.Value, Place(path.Mark));
        }

        foreach (Written<string> share in bottle.Shares)
        {
            yield return new DefinitionLine("share", share.Value, Place(share.Mark));
        }

        foreach (DefinitionLine line in bottle.Budgets.Select(Budget))
        {
            yield return line;
        }
    }

    /// <summary>Lists the routes that a word of <c>allow</c> opens.</summary>
    public static IEnumerable<DefinitionLine> OfAllowed(string word, RouteOrigin origin) =>
        AllowEntry.Routes(word, origin).Select((route, i) => new DefinitionLine($"allow.{word}[{i}]", RouteText.Of(route), route.Origin.ToString()));

    /// <summary>Lists an agent alone.</summary>
    public static IEnumerable<DefinitionLine> Of(AgentManifest agent)
    {
        yield return new DefinitionLine("agent", agent.Name, agent.File);
        DefinitionLine?[] lines =
        [
            Line("agent_provider", agent.AgentProvider, value => value), Line("agent_provider.login", agent.Login, use => use.ToString()),
            Line("git-gate.user.name", agent.User.Name, value => value),
            Line("git-gate.user.email", agent.User.Email, value => value), Line("shutdown", agent.Shutdown, WireNames.Of),
            Line("command", agent.Command, words => string.Join(' ', words)),
            agent.Prompt.Length > 0 ? new DefinitionLine("prompt", $"{agent.Prompt.Split('\n').Length} lines", agent.File) : null,
        ];
        foreach (DefinitionLine line in lines.OfType<DefinitionLine>().Concat(agent.Budgets.Select(Budget)))
        {
            yield return line;
        }
    }

    private static IEnumerable<DefinitionLine> Scalars(EffectiveBottle bottle)
    {
        DefinitionLine?[] lines =
        [
            Line("agent_provider", bottle.AgentProvider, value => value),
            Line("agent_provider.login", bottle.Login, use => use.ToString()),
            Line("supervise", bottle.Supervise, value => value ? "true" : "false"),
            Line("git-gate.user.name", bottle.GitUser.Name, value => value),
            Line("git-gate.user.email", bottle.GitUser.Email, value => value),
            Line("shutdown", bottle.Shutdown, WireNames.Of),
            Line("isolation", bottle.Isolation, WireNames.Of),
            Line("image", bottle.Image, value => value),
            Line("workspace", bottle.Workspace, WireNames.Of),
            Line("egress.log", bottle.Log, WireNames.Of),
        ];
        return lines.OfType<DefinitionLine>().Append(Finds(bottle.Supervise?.Value ?? true));
    }

    // The default for routes without this key, by the proxy's own rule.
    private static DefinitionLine Finds(bool asksOperator)
    {
        DlpReaction provider = OutboundReactions.Of(null, isProvider: true, asksOperator).OnMatch;
        return new DefinitionLine(
            "dlp.outbound_on_match",
            asksOperator ? WireNames.Of(DlpReaction.Supervise) : $"{WireNames.Of(provider)} towards model providers, else refused", "default");
    }

    private static IEnumerable<DefinitionLine> Fields(string key, GitRepository repository)
    {
        DefinitionLine?[] lines =
        [
            Line($"{key}.url", repository.Url, value => value), Line($"{key}.identity", repository.Identity, value => value),
            Line($"{key}.host_key", repository.HostKey, value => value),
        ];
        return lines.OfType<DefinitionLine>();
    }

    private static DefinitionLine Budget(Budget budget) => new($"budget.{budget.Provider} of {budget.Scope}", budget.InWords(), budget.Origin);

    private static DefinitionLine? Line<T>(string key, Written<T>? written, Func<T, string> text) =>
        written is null ? null : new DefinitionLine(key, text(written.Value), Place(written.Mark));

    private static string Place(YamlMark mark) => $"{mark.File}:{mark.Line}";
}
