using System.Security.Cryptography;
using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Shared;

/// <summary>Ids and names of runs.</summary>
internal static class RunNames
{
    private const int IdLength = 12;

    private static readonly string[] Adjectives =
    [
        "amber", "bold", "brisk", "calm", "clear", "coral", "crisp", "deft", "eager", "even", "fair", "fleet", "fond", "fresh", "gentle", "glad",
        "golden", "grand", "green", "hardy", "hazel", "honest", "humble", "keen", "kind", "lively", "lucid", "lucky", "mellow", "merry", "mild",
        "neat", "nimble", "noble", "patient", "plain", "polite", "proud", "quick", "quiet", "rapid", "rosy", "round", "ruby", "sharp", "silent",
        "silver", "sleek", "smart", "snug", "solid", "steady", "still", "sunny", "swift", "tidy", "tranquil", "trusty", "vivid", "warm", "wise", "witty",
    ];

    private static readonly string[] Nouns =
    [
        "acorn", "anchor", "badger", "beacon", "beetle", "birch", "brook", "cedar", "cliff", "cloud", "comet", "condor", "cove", "crane", "delta",
        "dune", "ember", "falcon", "fern", "finch", "fjord", "fox", "gale", "garnet", "glade", "grove", "harbor", "hare", "heron", "hill", "island",
        "jay", "juniper", "kestrel", "lagoon", "lark", "leaf", "linden", "lynx", "maple", "marsh", "meadow", "moss", "oak", "otter", "owl", "pebble",
        "pine", "plover", "pond", "quartz", "raven", "reef", "ridge", "river", "robin", "sparrow", "spruce", "stone", "tern", "thicket", "valley", "willow",
        "wren",
    ];

    /// <summary>Makes a new id of 12 hexadecimal digits.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>Returns the id if it is safe as a part of a path.</summary>
    /// <exception cref="ArgumentException">The text is not an id.</exception>
    public static string RequireId(string id) => IsId(id) ? id : throw new ArgumentException($"'{id}' is no run's id", nameof(id));

    /// <summary>Chooses a name that is not in use.</summary>
    public static string Choose(Func<string, bool> taken)
    {
        for (int attempt = 0; ; attempt++)
        {
            string name = $"{Pick(Adjectives)}-{Pick(Nouns)}" + (attempt < 8 ? "" : $"-{RandomNumberGenerator.GetInt32(1000, 10_000)}");
            if (!taken(name))
            {
                return name;
            }
        }
    }

    /// <summary>Refuses a name that cannot be used on a command line, or that looks like an id.</summary>
    /// <exception cref="RefusedException">The name is refused.</exception>
    public static void Require(string name)
    {
        bool likeAnId = IsId(name);
        if (!Scope.IsName(name) || name.Length > 63 || likeAnId)
        {
            throw new RefusedException(
                "bad_name",
                likeAnId ? $"'{name}' looks like a run's id: choose another name"
                    : $"'{name}' cannot name a run: 1 to 63 letters, digits, '.', '-' and '_', a letter or digit first",
                RefusalReason.Invalid);
        }
    }

    private static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
