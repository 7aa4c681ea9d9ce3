using System.Collections.Concurrent;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// The calls in progress on one WebSocket. The pump of requests adds them; the pump of events finds and ends them. The API runs the calls of one lane in
/// sequence, so that an event belongs to the lane's first call that has not ended.
/// </summary>
internal sealed class ResponseCalls
{
    private const int MostEnded = 64;

    private readonly ConcurrentQueue<ResponseCall> _added = new();
    private readonly List<ResponseCall> _open = [];
    private readonly Queue<string> _ended = new();
    private int _count;
    private int _asides;

    /// <summary>True if the end of this response has been counted.</summary>
    public bool HasEnded(string? response) => response is not null && _ended.Contains(response);

    /// <summary>
    /// Notes a message that is not a call, sent while calls are in progress. An error without a response id may be its response, and then ends no call.
    /// </summary>
    public void NoteAside()
    {
        if (Count > 0)
        {
            Interlocked.Increment(ref _asides);
        }
    }

    /// <summary>The number of calls that have not ended.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a call before its request is sent.</summary>
    public void Add(ResponseCall call)
    {
        Interlocked.Increment(ref _count);
        _added.Enqueue(call);
    }

    /// <summary>Counts an event for its call.</summary>
    /// <returns>False if the event belongs to no call.</returns>
    public bool Take(ResponsesEventReader message)
    {
        TakeAdded();
        if (message is { IsEnd: true, IsError: true, ResponseId: null } && Volatile.Read(ref _asides) > 0)
        {
            Interlocked.Decrement(ref _asides);
            return true;
        }
        if (OwnerOf(message) is not { } call)
        {
            return false;
        }
        if (call.Take(message))
        {
            Remove(call);
            if (message is { IsError: false, ResponseId: { } ended })
            {
                _ended.Enqueue(ended);
                if (_ended.Count > MostEnded)
                {
                    _ended.Dequeue();
                }
            }
        }
        return true;
    }

    /// <summary>Returns and removes the remaining calls, after both pumps have ended.</summary>
    public IReadOnlyList<ResponseCall> TakeRest()
    {
        TakeAdded();
        ResponseCall[] rest = [.. _open];
        _open.Clear();
        Volatile.Write(ref _count, 0);
        return rest;
    }

    // The response's id identifies the call of an event; otherwise its lane does. An event with neither belongs to the only call in progress, if there is
    // exactly one.
    private ResponseCall? OwnerOf(ResponsesEventReader message)
    {
        if (message.ResponseId is { } response && _open.Find(call => call.ResponseId == response) is { } named)
        {
            return named;
        }
        ResponseCall? first = First(message.Lane, after: -1, out int at);
        if (first is null)
        {
            return message.Lane is null && _open is [{ } only] && (only.ResponseId is null || message.ResponseId is null) ? only : null;
        }
        bool isAnother = first.ResponseId is { } known && message.ResponseId is { } other && other != known;
        if (!isAnother || First(message.Lane, at, out _) is not { } next)
        {
            return first;
        }
        // The lane has begun its next response without an end of this one.
        first.Settle(ExchangeEnd.UpstreamAborted);
        Remove(first);
        return next;
    }

    private ResponseCall? First(string? lane, int after, out int at)
    {
        for (at = after + 1; at < _open.Count; at++)
        {
            if (_open[at].Lane == lane)
            {
                return _open[at];
            }
        }
        return null;
    }

    private void Remove(ResponseCall call)
    {
        _open.Remove(call);
        call.Dispose();
        Interlocked.Decrement(ref _count);
    }

    private void TakeAdded()
    {
        while (_added.TryDequeue(out ResponseCall? call))
        {
            _open.Add(call);
        }
    }
}
