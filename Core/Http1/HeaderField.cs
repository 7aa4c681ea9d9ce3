using System.Text;

namespace BotBottle.Core.Http1;

/// <summary>One header field, as spans into its head: valid until the head is reset.</summary>
public readonly ref struct HeaderField
{
    internal HeaderField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name as received: a token, in any case.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value without surrounding blanks; its only control characters are tabs.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>True if the name is <paramref name="name"/>, ignoring case.</summary>
    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>The value as text, one character per byte.</summary>
    public string ValueText() => Encoding.Latin1.GetString(Value);
}
