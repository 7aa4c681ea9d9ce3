using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>A value that must not leave, in whatever encoding.</summary>
public sealed class KnownSecret
{
    /// <summary>Fewer bytes than this would be found in innocent text.</summary>
    public const int MinBytes = 8;

    /// <summary>Names a value.</summary>
    /// <param name="name">What a refusal may call it: a variable's name, a file's.</param>
    /// <param name="value">The value itself, at least <see cref="MinBytes"/> bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">The value is too short to be told from innocent text.</exception>
    public KnownSecret(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        int bytes = Encoding.UTF8.GetByteCount(value);
        if (bytes < MinBytes)
        {
            throw new ArgumentException(
                $"the known secret '{name}' has {bytes} bytes, and {MinBytes} are the least that can be told from innocent text: use a longer value, or take it out of the list",
                nameof(value));
        }

        (Name, Value) = (name, value);
    }

    /// <summary>What a refusal may call it.</summary>
    public string Name { get; }

    /// <summary>The value itself.</summary>
    internal string Value { get; }

    /// <summary>The name alone: the value reaches no log by accident.</summary>
    public override string ToString() => Name;
}
