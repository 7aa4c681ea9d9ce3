using System.Text;
using BotBottle.Core.Http1;

namespace BotBottle.Core.Routes;

/// <summary>A compiled <see cref="RouteMatch"/>.</summary>
internal sealed class CompiledMatch
{
    private readonly (PathRuleType Type, string Value, RoutePattern? Pattern)[]? _paths;
    private readonly string[]? _methods;
    private readonly (byte[] Name, string Value, RoutePattern? Pattern)[] _headers;

    /// <exception cref="ArgumentException">An expression does not compile; the reader reports it earlier, with the line.</exception>
    public CompiledMatch(RouteMatch match)
    {
        _paths = match.Paths?.Select(path => (path.Type, path.Value, path.Type == PathRuleType.Regex ? Compile(path.Value) : null)).ToArray();
        _methods = match.Methods?.ToArray();
        _headers = [.. (match.Headers ?? []).Select(header =>
            (Encoding.ASCII.GetBytes(header.Name), header.Value, header.Type == HeaderRuleType.Regex ? Compile(header.Value) : null))];
    }

    public bool Holds(in RouteRequest request) =>
        HoldsMethod(request.Method) && HoldsPath(request.Path.Path) && HoldsHeaders(request.Fields);

    /// <summary>True if the match names this method, and not just any method.</summary>
    public bool Names(string method) => _methods is not null && HoldsMethod(method);

    private bool HoldsMethod(string method) => _methods is null || Array.IndexOf(_methods, method) >= 0;

    private bool HoldsPath(string path)
    {
        if (_paths is null)
        {
            return true;
        }

        foreach ((PathRuleType type, string value, RoutePattern? pattern) in _paths)
        {
            bool holds = type switch
            {
                PathRuleType.Exact => path == value,
                PathRuleType.Prefix => IsBelow(path, value),
                _ => PathReadings.AllMatch(pattern!, path),
            };
            if (holds)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBelow(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || prefix[^1] == '/' || path[prefix.Length] == '/');

    private bool HoldsHeaders(HeaderTable? fields)
    {
        foreach ((byte[] name, string value, RoutePattern? pattern) in _headers)
        {
            if (fields is null || !HoldsHeader(fields, name, value, pattern))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsHeader(HeaderTable fields, byte[] name, string value, RoutePattern? pattern)
    {
        HopByHop hops = new(fields);
        int first = fields.IndexOf(name, 0);
        for (int i = first; i >= 0; i = fields.IndexOf(name, i + 1))
        {
            HeaderField field = fields[i];
            if (hops.Drops(field))
            {
                return false;
            }

            string text = field.ValueText();
            if (pattern is null ? text != value : !pattern.IsMatch(text))
            {
                return false;
            }
        }

        return first >= 0;
    }

    private static RoutePattern Compile(string text) =>
        RoutePattern.TryCompile(text, out RoutePattern? pattern) is { } problem ? throw new ArgumentException($"'{text}': {problem}", nameof(text)) : pattern!;
}
