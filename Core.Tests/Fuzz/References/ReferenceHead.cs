using System.Text.RegularExpressions;

namespace BotBottle.Fuzz.References;

/// <summary>A slow and simple reference for heads (RFC 9112 sections 3 to 5), with this proxy's own refusals: it splits the whole text into lines.</summary>
/// <param name="Start">The start line's parts, joined by blanks.</param>
/// <param name="Fields">Names and values.</param>
/// <param name="Consumed">The bytes of the head.</param>
internal sealed partial record ReferenceHead(string Start, IReadOnlyList<(string Name, string Value)> Fields, int Consumed)
{
    private const string Token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private const int StartLineBytes = 8 * 1024;
    private const int ConnectionOptions = 100;

    /// <summary>The request head at the start of the text; null for none.</summary>
    public static ReferenceHead? Request(string wire)
    {
        if (Lines(wire, 100, 32 * 1024) is not { } head || RequestLine().Match(head.Start) is not { Success: true } line)
        {
            return null;
        }

        string method = line.Groups["method"].Value;
        string target = line.Groups["target"].Value;
        string[] hosts = [.. head.Values("host")];
        string[] expects = [.. head.Values("expect")];
        bool isModern = line.Groups["minor"].Value == "1";
        if (hosts.Length > 1 || (isModern && hosts.Length == 0) || (hosts.Length == 1 && ReferenceHost.Authority(hosts[0], 1) is null)
            || expects.Length > 1 || expects.Any(expect => !expect.Equals("100-continue", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return TargetAuthority(method, target) switch
        {
            null => null,
            "" => head with { Start = $"{method} {target} {line.Groups["minor"]}" },
            string authority => hosts.Length == 0 || Agrees(hosts[0], authority, DefaultPort(method, target))
                ? head with { Start = $"{method} {target} {line.Groups["minor"]}" }
                : null,
        };
    }

    /// <summary>The response head at the start of the text; null for none.</summary>
    public static ReferenceHead? Response(string wire)
    {
        if (Lines(wire, 512, 64 * 1024) is not { } head || StatusLine().Match(head.Start) is not { Success: true } line)
        {
            return null;
        }

        return head with { Start = $"{line.Groups["code"]} {line.Groups["reason"]} {line.Groups["minor"]}" };
    }

    /// <summary>All values of a field, by its name in lower case.</summary>
    public IEnumerable<string> Values(string name) =>
        Fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value);

    private static ReferenceHead? Lines(string wire, int maxFields, int maxBytes)
    {
        int end = wire.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        string[] lines = wire[..end].Split("\r\n");
        List<(string, string)> fields = [];
        foreach (string line in lines[1..])
        {
            if (FieldLine().Match(line) is not { Success: true } field)
            {
                return null;
            }

            fields.Add((field.Groups["name"].Value, field.Groups["value"].Value.Trim(' ', '\t')));
        }

        int options = fields.Where(field => field.Item1.Equals("connection", StringComparison.OrdinalIgnoreCase))
            .Sum(field => field.Item2.Split(',').Count(option => option.Trim(' ', '\t').Length > 0));
        bool fits = options <= ConnectionOptions && lines[0].Length <= StartLineBytes && lines[1..].Sum(line => line.Length + 2) <= maxBytes
            && fields.Count <= maxFields;
        return fits ? new ReferenceHead(lines[0], fields, end + 4) : null;
    }

    /// <summary>The authority of the request target, with its port; empty for none; null if the target is invalid for the method.</summary>
    private static string? TargetAuthority(string method, string target)
    {
        if (method == "CONNECT")
        {
            return target.Contains('/', StringComparison.Ordinal) ? null : ReferenceHost.Authority(target, null);
        }

        if (target.StartsWith('/') || (target == "*" && method == "OPTIONS"))
        {
            return "";
        }

        Match absolute = AbsoluteForm().Match(target);
        return absolute.Success ? ReferenceHost.Authority(absolute.Groups["authority"].Value, DefaultPort(method, target)) : null;
    }

    private static int? DefaultPort(string method, string target) =>
        method == "CONNECT" ? null : target.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? 443 : 80;

    // The Host field of a CONNECT may omit the port; it then has the target's.
    private static bool Agrees(string host, string authority, int? defaultPort)
    {
        int targetPort = int.Parse(authority[(authority.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        return ReferenceHost.Authority(host, defaultPort ?? targetPort) == authority;
    }

    [GeneratedRegex($@"\A(?<method>{Token}) (?<target>[!""$-\[\]-~]+) HTTP/1\.(?<minor>[01])\z", RegexOptions.ExplicitCapture)]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"\AHTTP/1\.(?<minor>[01]) (?<code>[1-9][0-9]{2})( (?<reason>[\t -~\x80-\xFF]*))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex StatusLine();

    [GeneratedRegex($@"\A(?<name>{Token}):(?<value>[\t -~\x80-\xFF]*)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex FieldLine();

    [GeneratedRegex(@"\A[hH][tT][tT][pP][sS]?://(?<authority>[^/?@]*)([/?].*)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex AbsoluteForm();
}
