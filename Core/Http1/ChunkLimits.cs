namespace BotBottle.Core.Http1;

/// <summary>Bounds on what a chunked body carries beside its content. All of it is parsed and thrown away, so that the bounds only have to hold real senders.</summary>
internal static class ChunkLimits
{
    /// <summary>The bytes of one chunk's extensions.</summary>
    public const int ExtensionBytesPerChunk = 256;

    /// <summary>The bytes of all chunk extensions of one body.</summary>
    public const int ExtensionBytesPerBody = 16 * 1024;

    /// <summary>The bytes of the trailer section.</summary>
    public const int TrailerBytes = 8 * 1024;

    /// <summary>The number of trailer fields.</summary>
    public const int TrailerFields = 64;
}
