using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>Counts what the process's shared array pool has given out and not got back, by its own events.</summary>
internal sealed class PoolWatch : EventListener
{
    /// <summary>In bytes. SslStream never gives back the small buffer of a close_notify (the collector takes it); ours are of 4 KiB and more.</summary>
    private const int Smallest = 1024;

    private readonly ConcurrentDictionary<int, byte> _out = [];

    /// <summary>The buffers that are out now, of those that were rented under watch.</summary>
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
