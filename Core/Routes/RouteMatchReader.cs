using System.Text;
using BotBottle.Core.Http1;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Routes;

/// <summary>Reads the <c>matches</c> of a route. An empty list is always an error, because it could mean no request or every request.</summary>
internal static class RouteMatchReader
{
    public static IReadOnlyList<RouteMatch> ReadAll(YamlNode node) => [.. Items(node, "matches").Select(Read)];

    private static RouteMatch Read(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("matches");
        mapping.AllowOnly("matches", "paths", "methods", "headers");
        return mapping.Entries.Count == 0
            ? throw new ConfigurationException(mapping.Mark, "matches: needs 'paths', 'methods' or 'headers'")
            : new RouteMatch(
                mapping.Find("paths") is { } paths ? [.. Items(paths, "paths").Select(ReadPath)] : null,
                mapping.Find("methods") is { } methods ? [.. Items(methods, "methods").Select(ReadMethod).Distinct()] : null,
                mapping.Find("headers") is { } headers ? [.. Items(headers, "headers").Select(ReadHeader)] : null);
    }

    private static PathRule ReadPath(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("paths", text => $"{{type: prefix, value: {(text.StartsWith('/') ? "" : "/")}{text}}}");
        mapping.AllowOnly("paths", "type", "value");
        PathRuleType type = Need(mapping, "paths", "type").ReadName<PathRuleType>("paths.type");
        YamlNode value = Need(mapping, "paths", "value");
        return new PathRule(type, type == PathRuleType.Regex ? ReadPattern(value, "paths.value") : ReadCanonical(value));
    }

    // Rules must be in the canonical form of requests; any other rule would look valid and never match.
    private static string ReadCanonical(YamlNode node)
    {
        string text = node.ReadText("paths.value", 4096);
        if (!Ascii.IsValid(text))
        {
            throw node.Expected("paths.value", "a path in ASCII; write other characters as they are sent, such as %C3%A9");
        }

        if (!text.StartsWith('/'))
        {
            throw new ConfigurationException(node.Mark, $"paths.value: a path begins with /: write /{text}");
        }

        if (text.Contains('?', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal))
        {
            throw node.Expected("paths.value", "a path without a query; queries are not matched");
        }

        // A request never has such a segment when it is compared; in a rule it is a mistake.
        if (text.Split('/').Any(segment => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or ".."))
        {
            throw node.Expected("paths.value", "a path without '.' and '..' segments");
        }

        RejectionReason reason = CanonicalPath.Parse(Encoding.ASCII.GetBytes(text), out CanonicalPath? path);
        return reason == RejectionReason.None && path is not null
            ? path.Path
            : throw node.Expected("paths.value", $"a path as it is sent ({Rejection.Of(reason).Text})");
    }

    private static string ReadMethod(YamlNode node)
    {
        string text = node.ReadText("methods", 64);
        if (!text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
        {
            throw node.Expected("methods", "a method in capitals, such as GET (case counts on the wire)");
        }

        return text is "CONNECT" or "TRACE" ? throw node.Expected("methods", $"another method: {text} is never forwarded") : text;
    }

    private static HeaderRule ReadHeader(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("headers", text => $"{{name: {text}, value: VALUE}}");
        mapping.AllowOnly("headers", "name", "value", "type");
        YamlNode name = Need(mapping, "headers", "name");
        string text = name.ReadText("headers.name", 128);
        if (!text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
        {
            throw name.Expected("headers.name", "the name of a header field");
        }

        HeaderRuleType type = mapping.Find("type")?.ReadName<HeaderRuleType>("headers.type") ?? HeaderRuleType.Exact;
        YamlNode value = Need(mapping, "headers", "value");
        return new HeaderRule(text, type == HeaderRuleType.Regex ? ReadPattern(value, "headers.value") : value.ReadText("headers.value"), type);
    }

    private static string ReadPattern(YamlNode node, string what)
    {
        string text = node.ReadText(what, RoutePattern.MaxLength);
        return RoutePattern.TryCompile(text, out _) is { } problem ? throw new ConfigurationException(node.Mark, $"{what}: {problem}") : text;
    }

    private static YamlNode Need(YamlMapping mapping, string what, string key) =>
        mapping.Find(key) ?? throw new ConfigurationException(mapping.Mark, $"{what}: needs '{key}'");

    private static IReadOnlyList<YamlNode> Items(YamlNode node, string what)
    {
        YamlList list = node.AsList(what);
        return list.Items.Count > 0
            ? list.Items
            : throw new ConfigurationException(list.Mark, $"{what}: the list is empty; leave the key out to match everything");
    }
}
