using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace BotBottle.Fuzz.References;

/// <summary>
/// A slow and simple reference for hosts and authorities: RFC 3986 section 3.2.2 for literals, RFC 1035 section 2.3.1 (with underscores) for names.
/// </summary>
internal static partial class ReferenceHost
{
    private const string H16 = "[0-9A-Fa-f]{1,4}";
    private const string Octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])";
    private const string Four = $@"{Octet}\.{Octet}\.{Octet}\.{Octet}";
    private const string Ls32 = $"({H16}:{H16}|{Four})";

    private const string Six =
        $"({H16}:){{6}}{Ls32}" +
        $"|::({H16}:){{5}}{Ls32}" +
        $"|({H16})?::({H16}:){{4}}{Ls32}" +
        $"|(({H16}:){{0,1}}{H16})?::({H16}:){{3}}{Ls32}" +
        $"|(({H16}:){{0,2}}{H16})?::({H16}:){{2}}{Ls32}" +
        $"|(({H16}:){{0,3}}{H16})?::{H16}:{Ls32}" +
        $"|(({H16}:){{0,4}}{H16})?::{Ls32}" +
        $"|(({H16}:){{0,5}}{H16})?::{H16}" +
        $"|(({H16}:){{0,6}}{H16})?::";

    /// <summary>The canonical text of a host; null if invalid.</summary>
    public static string? Canonical(string text)
    {
        if (text.StartsWith('[') && text.EndsWith(']') && text.Length > 1)
        {
            string inner = text[1..^1];
            return V6().IsMatch(inner) ? $"[{IPAddress.Parse(inner)}]" : null;
        }

        string name = text.EndsWith('.') ? text[..^1] : text;
        string[] labels = name.Split('.');
        if (name.Length > 253 || labels.Any(label => !Label().IsMatch(label)))
        {
            return null;
        }

        bool number = Number().IsMatch(labels[^1]);
        return !number ? name.ToLowerInvariant() : V4().IsMatch(name) ? name : null;
    }

    /// <summary>The canonical text of an authority with its port; null if invalid.</summary>
    public static string? Authority(string text, int? defaultPort)
    {
        Match parts = Parts().Match(text);
        if (!parts.Success || Canonical(parts.Groups["host"].Value) is not { } host)
        {
            return null;
        }

        if (!parts.Groups["port"].Success)
        {
            return defaultPort is { } port ? $"{host}:{port}" : null;
        }

        string digits = parts.Groups["port"].Value;
        return Port().IsMatch(digits) && int.Parse(digits, CultureInfo.InvariantCulture) <= 65535 ? $"{host}:{digits}" : null;
    }

    [GeneratedRegex($@"\A({Six})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex V6();

    [GeneratedRegex($@"\A{Four}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex V4();

    [GeneratedRegex(@"\A[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    // A text that some parser takes for a number, in decimal, octal or hexadecimal (WHATWG URL, "ends in a number").
    [GeneratedRegex(@"\A([0-9]+|0[xX][0-9A-Fa-f]*)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex(@"\A(?<host>\[[^\[\]]*\]|[^:\[\]]*)(:(?<port>.*))?\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\A[1-9][0-9]{0,4}\z")]
    private static partial Regex Port();
}
