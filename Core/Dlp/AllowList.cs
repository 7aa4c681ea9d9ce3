using System.Text;
using System.Text.RegularExpressions;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>The values of <c>dlp.allow</c>: whole values, and expressions that match a value. Bytes are compared as UTF-8.</summary>
internal sealed class AllowList
{
    private readonly byte[][] _values;
    private readonly Regex[] _patterns;

    /// <summary>Compiles the list.</summary>
    public AllowList(IEnumerable<DlpAllowance> allowances)
    {
        DlpAllowance[] all = [.. allowances];
        _values = [.. all.Where(one => one.Value is not null).Select(one => Encoding.UTF8.GetBytes(one.Value!))];
        _patterns = [.. all.Where(one => one.Pattern is not null).Select(one => OperatorExpression.Compile(one.Pattern!))];
    }

    /// <summary>True if a value may leave.</summary>
    public bool Holds(ReadOnlySpan<byte> value)
    {
        foreach (byte[] allowed in _values)
        {
            if (value.SequenceEqual(allowed))
            {
                return true;
            }
        }

        if (_patterns.Length == 0)
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(value);
        return Array.Exists(_patterns, pattern => pattern.IsMatch(text));
    }
}
