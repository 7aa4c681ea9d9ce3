using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Standard input, output and error: the only file descriptors that an agent gets from the host.</summary>
internal static class StandardStreams
{
    /// <summary>Refuses a folder as a standard stream: through its file descriptor an agent could read the files beside and above it.</summary>
    /// <param name="streams">The agent's streams, where they are not ours.</param>
    /// <exception cref="BottleException">A stream is a folder.</exception>
    public static void RefuseFolders(BottleStreams streams)
    {
        var given = streams.Mappings().ToDictionary(mapping => mapping.Number, mapping => (int)mapping.Handle.DangerousGetHandle());
        for (var number = 0; number <= 2; number++)
        {
            var path = $"/proc/self/fd/{given.GetValueOrDefault(number, number)}";
            if (Directory.Exists(path))
            {
                throw new BottleException(
                    $"the agent's descriptor {number} is the folder {new FileInfo(path).LinkTarget}; give it a file, a pipe or a terminal.");
            }
        }
    }
}
