using System.Runtime.InteropServices;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>The agent's standard streams. A null stream means our own, unless <see cref="Terminal"/> replaces it.</summary>
/// <param name="Input">A readable file descriptor.</param>
/// <param name="Output">A writable file descriptor.</param>
/// <param name="Error">A writable file descriptor.</param>
internal sealed record BottleStreams(SafeHandle? Input = null, SafeHandle? Output = null, SafeHandle? Error = null)
{
    /// <summary>
    /// The bottle's own terminal; null for none. The agent never gets ours: it could take the foreground and read the keys meant for the shell.
    /// </summary>
    public TerminalMapping? Terminal { get; init; }

    /// <summary>Gets the streams as mappings for a child process.</summary>
    public IEnumerable<DescriptorMapping> Mappings()
    {
        foreach (var (handle, number) in ((SafeHandle?, int)[])[(Input, 0), (Output, 1), (Error, 2)])
        {
            if (handle is not null)
            {
                yield return new DescriptorMapping(handle, number);
            }
        }
    }
}
