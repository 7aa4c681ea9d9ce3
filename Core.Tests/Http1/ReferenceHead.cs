using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.Http1;

/// <summary>
/// Request heads with an origin-form target as the grammar says it (RFC 9112 sections 3 and 5), slow and obvious. What the parser decides by
/// meaning (Host, Expect) is left out.
/// </summary>
internal sealed partial record ReferenceHead(string Method, string Target, int MinorVersion, string Fields, int Consumed)
{
    /// <summary>The head with which the text begins; null when it begins with none.</summary>
    public static ReferenceHead? Parse(string wire)
    {
        var head = Head().Match(wire);
        if (!head.Success)
        {
            return null;
        }

        var fields = head.Groups["name"].Captures.Zip(head.Groups["value"].Captures, (name, value) => $"{name.Value}={value.Value.Trim(' ', '\t')}");
        return new ReferenceHead(
            head.Groups["method"].Value, head.Groups["target"].Value, head.Groups["minor"].Value == "1" ? 1 : 0, string.Join('\n', fields), head.Length);
    }

    private const string Token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";

    [GeneratedRegex($$"""\A(?<method>{{Token}}) (?<target>/[!"$-\[\]-~]*) HTTP/1\.(?<minor>[01])\r\n((?<name>{{Token}}):(?<value>[\t -~]*)\r\n)*\r\n""", RegexOptions.ExplicitCapture)]
    private static partial Regex Head();
}
