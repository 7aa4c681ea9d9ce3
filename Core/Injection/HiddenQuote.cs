using System.Text;

namespace BotBottle.Core.Injection;

/// <summary>The last characters of a hidden text.</summary>
internal sealed class HiddenQuote
{
    private const int Longest = 64;

    private readonly int[] _ring = new int[Longest];
    private int _count;

    public void Clear() => _count = 0;

    public void Add(int character) => _ring[_count++ & (Longest - 1)] = character;

    /// <summary>The text in printable ASCII: everything else is a blank, and blanks become one.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int at = Math.Max(0, _count - Longest); at < _count; at++)
        {
            int character = _ring[at & (Longest - 1)];
            if (character is > ' ' and < 0x7F and not '"')
            {
                text.Append((char)character);
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }
        return text.ToString().TrimEnd();
    }
}
