using System.Runtime.InteropServices;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Bottles;

/// <summary>A listening socket on the loopback address for an agent. Every connection to it belongs to its run.</summary>
/// <param name="Kind">Protocol of its clients.</param>
/// <param name="Port">The port on 127.0.0.1: in the bottle's own namespace, or on the host with <c>--isolation none</c>.</param>
/// <param name="Handle">The socket, close-on-exec; <c>run</c> keeps it for a restarted proxy.</param>
internal sealed record BottleListener(ListenerKind Kind, int Port, SafeHandle Handle) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
