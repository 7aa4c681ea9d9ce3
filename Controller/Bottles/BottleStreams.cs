using System.Runtime.InteropServices;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>The agent's standard streams. Null: ours, where <see cref="Terminal"/> does not stand for it.</summary>
/// <param name="Input">A readable descriptor.</param>
/// <param name="Output">A writable descriptor.</param>
/// <param name="Error">A writable descriptor.</param>
internal sealed record BottleStreams(SafeHandle? Input = null, SafeHandle? Output = null, SafeHandle? Error = null)
{
    /// <summary>The bottle's own terminal; null for none. Ours is never the agent's: it could take the foreground and read what is typed into the shell.</summary>
    public TerminalMapping? Terminal { get; init; }

    /// <summary>The streams as mappings for a child.</summary>
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
