namespace BotBottle.Core.Scan;

/// <summary>Takes bytes as they come.</summary>
public interface IByteSink
{
    /// <summary>The next bytes; valid during the call only.</summary>
    void Append(ReadOnlySpan<byte> bytes);
}
