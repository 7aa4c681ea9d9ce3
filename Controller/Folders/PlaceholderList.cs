using System.Text.Json;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The placeholders in one shared folder and the bottles that use them, as stored in the state folder: the only record after a <c>kill -9</c>.
/// </summary>
/// <param name="Placeholders">The placeholders of all runs, in the order of their creation.</param>
/// <param name="Bottles">The first process of each bottle whose agent may run.</param>
internal sealed record PlaceholderList(IReadOnlyList<Placeholder> Placeholders, IReadOnlyList<PlaceholderList.Bottle> Bottles)
{
    private static readonly PlaceholderList Empty = new([], []);

    /// <summary>One bottle.</summary>
    /// <param name="Process">Its first process; all others end with it.</param>
    /// <param name="Start">Start time of that process, so that a reused number is detected.</param>
    internal sealed record Bottle(int Process, long Start)
    {
        /// <summary>True if a process of it may still run. The kernel ends a first process last.</summary>
        public bool Lives() => ProcessIdentity.StartOf(Process) == Start;
    }

    /// <summary>True if a living bottle still uses them for its masks.</summary>
    public bool InUse() => Bottles.Any(bottle => bottle.Lives());

    /// <summary>Removes all of them, inner ones first.</summary>
    public void RemoveAll() => Array.ForEach([.. Placeholders.Reverse()], placeholder => placeholder.Remove());

    /// <summary>Reads a list; an empty one if there is no file.</summary>
    /// <exception cref="BottleException">The file is damaged.</exception>
    public static PlaceholderList Read(string file)
    {
        if (!File.Exists(file))
        {
            return Empty;
        }

        var text = File.ReadAllText(file);
        try
        {
            // Older versions wrote only the placeholders.
            return text.StartsWith('[')
                ? new PlaceholderList(JsonSerializer.Deserialize<Placeholder[]>(text)!, [])
                : JsonSerializer.Deserialize<PlaceholderList>(text)!;
        }
        catch (JsonException broken)
        {
            throw new BottleException(
                $"{file} is damaged: {broken.Message} Remove it; empty files and folders that an earlier run put into a shared folder may then stay there.",
                broken);
        }
    }

    /// <summary>Writes the list atomically.</summary>
    public void Write(string file)
    {
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(this));
        File.Move(file + ".new", file, overwrite: true);
    }
}
