using System.Runtime.InteropServices;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Bottles;

/// <summary>A listening socket on the loopback address that an agent connects to. Whatever comes in on it is its run's.</summary>
/// <param name="Kind">What its clients speak.</param>
/// <param name="Port">The port on 127.0.0.1: the bottle's own, or the host's with <c>--isolation none</c>.</param>
/// <param name="Handle">The socket, close-on-exec; <c>run</c> keeps it, so that a restarted proxy gets it again.</param>
internal sealed record BottleListener(ListenerKind Kind, int Port, SafeHandle Handle) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
