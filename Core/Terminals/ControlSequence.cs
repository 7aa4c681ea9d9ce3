namespace BotBottle.Core.Terminals;

/// <summary>One control sequence (ECMA-48, 5.4): ESC [, a private prefix, parameters, intermediate bytes, a final byte.</summary>
internal readonly ref struct ControlSequence
{
    /// <summary>The number of parameters that every terminal keeps; some ignore the later ones.</summary>
    public const int MaxCount = 16;

    /// <summary>Terminals count to at most 65,535; a larger number only repeats an action for long.</summary>
    private const int MaxParameter = 65535;

    private readonly ReadOnlySpan<byte> _parameters;

    private ControlSequence(byte prefix, ReadOnlySpan<byte> parameters, int count, byte intermediate, byte final)
    {
        Prefix = prefix;
        _parameters = parameters;
        Count = count;
        Intermediate = intermediate;
        Final = final;
    }

    /// <summary>One of <c>&lt;=&gt;?</c>, or 0.</summary>
    public byte Prefix { get; }

    /// <summary>The intermediate byte, or 0.</summary>
    public byte Intermediate { get; }

    /// <summary>The function.</summary>
    public byte Final { get; }

    /// <summary>The number of parameters; an empty list has one, its default.</summary>
    public int Count { get; }

    /// <summary>True if it sets text attributes (CSI m).</summary>
    public bool IsRendition => Final == 'm' && Prefix == 0 && Intermediate == 0;

    /// <summary>True if it has no parameters.</summary>
    public bool IsBare => _parameters.IsEmpty;

    /// <summary>The parameters as text.</summary>
    public ReadOnlySpan<byte> Parameters => _parameters;

    /// <summary>Parses a sequence.</summary>
    /// <param name="text">The text from ESC to the final byte.</param>
    /// <param name="sequence">The parsed sequence.</param>
    /// <returns>
    /// False for a form other than the standard's or too large numbers. Outside of CSI m also for more parameters than all terminals keep, or for a colon,
    /// which some take for a semicolon.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out ControlSequence sequence)
    {
        sequence = default;
        ReadOnlySpan<byte> rest = text[2..^1];
        byte prefix = rest is [>= (byte)'<' and <= (byte)'?', ..] ? rest[0] : (byte)0;
        rest = prefix == 0 ? rest : rest[1..];
        int end = 0;
        int number = 0;
        int count = 1;
        bool hasColon = false;
        for (; end < rest.Length && rest[end] is >= (byte)'0' and <= (byte)';'; end++)
        {
            byte b = rest[end];
            bool digit = b <= '9';
            number = digit ? (number * 10) + b - '0' : 0;
            count += b == ';' ? 1 : 0;
            hasColon |= b == ':';
            if (number > MaxParameter)
            {
                return false;
            }
        }

        ReadOnlySpan<byte> intermediates = rest[end..];
        if (intermediates.Length > 1 || intermediates is [< (byte)' ' or > (byte)'/'])
        {
            return false;
        }

        sequence = new ControlSequence(prefix, rest[..end], count, intermediates.IsEmpty ? (byte)0 : intermediates[0], text[^1]);
        return sequence.IsRendition || (count <= MaxCount && !hasColon);
    }

    /// <summary>The value of a parameter.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <param name="absent">The value of a missing parameter.</param>
    public int Parameter(int index, int absent)
    {
        foreach (Range range in _parameters.Split((byte)';'))
        {
            if (index-- == 0)
            {
                return Number(_parameters[range], absent);
            }
        }

        return absent;
    }

    /// <summary>A decimal number, up to a colon.</summary>
    public static int Number(ReadOnlySpan<byte> digits, int absent)
    {
        int colon = digits.IndexOf((byte)':');
        digits = colon < 0 ? digits : digits[..colon];
        int number = 0;
        foreach (byte digit in digits)
        {
            number = (number * 10) + digit - '0';
        }

        return digits.IsEmpty ? absent : number;
    }
}
