using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>Counts the buffers that the process's shared array pool has rented out, from its own events.</summary>
internal sealed class PoolWatch : EventListener
{
    /// <summary>In bytes. SslStream never returns the small buffer of a close_notify (it is collected); the proxy's have 4 KiB or more.</summary>
    private const int Smallest = 1024;

    private readonly ConcurrentDictionary<int, byte> _out = [];

    /// <summary>The buffers rented since the start that have not been returned.</summary>
    public int Outstanding => _out.Count;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        switch (eventData.EventName)
        {
            case "BufferRented" when (int)eventData.Payload![1]! >= Smallest:
                _out[(int)eventData.Payload![0]!] = 0;
                break;
            case "BufferReturned":
                _out.TryRemove((int)eventData.Payload![0]!, out _);
                break;
        }
    }
}
