using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// Writes to standard output or error without changes. The runtime's own stream changes a terminal's modes with its first byte: it switches the cursor keys,
/// and again at each SIGCONT. A FileStream writes at its own position, over the output of others in the same file.
/// </summary>
/// <param name="number">1 or 2.</param>
internal sealed class DescriptorStream(int number) : Stream
{
    private readonly SafeFileHandle _handle = new(number, ownsHandle: false);

    /// <summary>
    /// The error of the first write that failed, for example because the file system is full; null if there was none. What was to be written then is dropped,
    /// and a later write tries again: a log goes on as soon as there is room.
    /// </summary>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <remarks>If the reader is gone, a write is dropped without an error, as in a program that SIGPIPE ends.</remarks>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int written;
            try
            {
                written = Descriptors.TryWrite(_handle, buffer);
            }
            catch (Win32Exception fault)
            {
                Fault ??= fault.Message;
                return;
            }

            if (written == 0)
            {
                return;
            }

            if (written < 0)
            {
                Polling.Wait([(_handle, Polling.Writable)], -1); // another program has made it non-blocking
            }

            buffer = buffer[Math.Max(written, 0)..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
