namespace BotBottle.Proxy.Outbound;

/// <summary>Bytes of a body or a message that have arrived and are not sent yet.</summary>
internal interface IMaskable
{
    /// <summary>Returns bytes from a place on, as far as they are together in memory. They are valid until the next change.</summary>
    /// <param name="from">The offset of the first byte in the body.</param>
    /// <param name="to">The offset of the end; at least one byte is returned before it.</param>
    ReadOnlySpan<byte> Read(long from, long to);

    /// <summary>Overwrites bytes.</summary>
    /// <param name="start">The offset of the first byte in the body.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="filler">The byte to write.</param>
    void Mask(long start, int length, byte filler);
}
