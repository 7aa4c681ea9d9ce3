using System.Text.Json;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>What stands in one shared folder and for which bottles, as it is kept in the state folder: all that is left to know after a <c>kill -9</c>.</summary>
/// <param name="Placeholders">Made by runs, in the order in which they were made.</param>
/// <param name="Bottles">The first process of each bottle whose agent may run.</param>
internal sealed record PlaceholderList(IReadOnlyList<Placeholder> Placeholders, IReadOnlyList<PlaceholderList.Bottle> Bottles)
{
    private static readonly PlaceholderList Empty = new([], []);

    /// <summary>A bottle.</summary>
    /// <param name="Process">Its first process, with which all the others end.</param>
    /// <param name="Start">When that started, so that its number is not mistaken.</param>
    internal sealed record Bottle(int Process, long Start)
    {
        /// <summary>Whether a process of it may still run. The kernel ends a first process last.</summary>
        public bool Lives() => ProcessIdentity.StartOf(Process) == Start;
    }

    /// <summary>Whether a bottle still looks through its masks at them.</summary>
    public bool InUse() => Bottles.Any(bottle => bottle.Lives());

    /// <summary>Takes all of them away, inner ones first.</summary>
    public void RemoveAll() => Array.ForEach([.. Placeholders.Reverse()], placeholder => placeholder.Remove());

    /// <summary>Reads a list; an empty one where there is no file.</summary>
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
            // Older versions wrote the placeholders alone.
            return text.StartsWith('[')
                ? new PlaceholderList(JsonSerializer.Deserialize<Placeholder[]>(text)!, [])
                : JsonSerializer.Deserialize<PlaceholderList>(text)!;
        }
        catch (JsonException broken)
        {
            throw new BottleException($"{file} is damaged: {broken.Message} Remove it; empty files and folders that an earlier run put into a shared folder may then stay there.", broken);
        }
    }

    /// <summary>Writes the list: whole, or not at all.</summary>
    public void Write(string file)
    {
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(this));
        File.Move(file + ".new", file, overwrite: true);
    }
}
