using BotBottle.Core.Usage;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Routes;

/// <summary>Reads one route.</summary>
internal static class RouteReader
{
    private static readonly (string Written, AuthScheme Scheme)[] Schemes =
        [("Bearer", AuthScheme.Bearer), ("token", AuthScheme.Token), ("x-api-key", AuthScheme.ApiKey), ("x-goog-api-key", AuthScheme.GoogleApiKey),
        ("api-key", AuthScheme.AzureApiKey)];

    private static readonly string[] Outbound = [RouteDetectors.TokenPatterns, RouteDetectors.KnownSecrets];
    private static readonly string[] Inbound = [RouteDetectors.NaiveInjection, RouteDetectors.HiddenText];

    /// <summary>The keys of a route's <c>dlp</c>, for the messages about keys in another place.</summary>
    public static readonly string[] DlpKeys = ["outbound_detectors", "inbound_detectors", "outbound_on_match", "rejected", "inbound_on_match"];

    public static Route Read(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("routes", text => RouteHost.TryParse(text, out _) ? $"- host: {text}" : null);
        mapping.RefuseMisplaced("a route", "its dlp: {...}", DlpKeys);
        mapping.AllowOnly("a route", "host", "auth_scheme", "token_env", "agent_credentials", "tools", "unmetered", "matches", "git", "dlp");
        return new Route(
            new RouteOrigin(mapping.Mark.File, mapping.Mark.Line),
            ReadHost(mapping),
            ReadAuth(mapping),
            mapping.Find("agent_credentials")?.ReadFlag("agent_credentials") ?? false,
            mapping.Find("tools") is { } tools ? ReadTools(tools) : null,
            mapping.Find("matches") is { } matches ? RouteMatchReader.ReadAll(matches) : null,
            mapping.Find("git") is { } git && ReadGit(git),
            mapping.Find("dlp") is { } dlp ? ReadDlp(dlp) : null,
            mapping.Find("unmetered")?.ReadFlag("unmetered") ?? false);
    }

    private static string ReadHost(YamlMapping mapping)
    {
        YamlScalar scalar = (mapping.Find("host") ?? throw new ConfigurationException(mapping.Mark, "a route needs 'host'")).AsScalar("host");
        return RouteHost.TryParse(scalar.Text, out RouteHost host)
            ? host.IsTooWide ? throw new ConfigurationException(scalar.Mark, host.TooWide) : host.ToString()
            : throw scalar.Expected("host", "a host such as api.example.com, *.example.com or api.example.com:8443");
    }

    private static RouteAuth? ReadAuth(YamlMapping mapping)
    {
        (YamlNode? scheme, YamlNode? variable) = (mapping.Find("auth_scheme"), mapping.Find("token_env"));
        if (scheme is null && variable is null)
        {
            return null;
        }

        if (scheme is null || variable is null)
        {
            throw new ConfigurationException((scheme ?? variable)!.Mark, "'auth_scheme' and 'token_env' go together: write both, or neither");
        }

        string written = scheme.ReadOneOf("auth_scheme", [.. Schemes.Select(known => known.Written)]);
        string name = variable.ReadText("token_env", 128);
        return IsVariable(name)
            ? new RouteAuth(Schemes.First(known => known.Written == written).Scheme, name)
            : throw variable.Expected(
                "token_env", "the name of a variable (letters, digits and '_', no digit first); the value itself must not be in the file");
    }

    private static bool ReadGit(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("git");
        mapping.AllowOnly("git", "fetch");
        return mapping.Find("fetch")?.ReadFlag("git.fetch") ?? false;
    }

    private static RouteDlp ReadDlp(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("dlp");
        mapping.RefuseMisplaced("dlp of a route", "dlp of settings.yml", "known_secrets", "allow", "rules", "approval_timeout");
        mapping.AllowOnly("dlp", "outbound_detectors", "inbound_detectors", "outbound_on_match", "rejected", "inbound_on_match");
        return new RouteDlp(
            ReadDetectors(mapping, "outbound_detectors", Outbound),
            ReadDetectors(mapping, "inbound_detectors", Inbound),
            mapping.Find("outbound_on_match")?.ReadName<DlpReaction>("dlp.outbound_on_match"),
            mapping.Find("rejected")?.ReadName<RejectedReaction>("dlp.rejected"))
        {
            OnInboundMatch = mapping.Find("inbound_on_match")?.ReadName<InboundReaction>("dlp.inbound_on_match"),
        };
    }

    private static IReadOnlyList<string>? ReadDetectors(YamlMapping dlp, string key, string[] known) =>
        dlp.Find(key) is { } list ? [.. list.AsList($"dlp.{key}").Items.Select(item => item.ReadOneOf($"dlp.{key}", known)).Distinct()] : null;

    private static IReadOnlyList<string> ReadTools(YamlNode node) => [.. node.AsList("tools").Items.Select(ReadTool).Distinct()];

    private static string ReadTool(YamlNode node)
    {
        string name = node.ReadText("tools", 64);
        return ToolRule.Misspelt(name) is { } meant
            ? throw new ConfigurationException(node.Mark, $"tools: there is no tool '{name}'; did you mean '{meant}'?")
            : name;
    }

    private static bool IsVariable(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
