using System.Reflection;

namespace BotBottle.Fuzz;

/// <summary>Inputs that failed earlier: the files below Seeds/TARGET, embedded in the program.</summary>
internal static class FoundSeeds
{
    public static IEnumerable<byte[]> Of(string target)
    {
        Assembly own = typeof(FoundSeeds).Assembly;
        foreach (string name in own.GetManifestResourceNames().Where(name => name.StartsWith(target + "/", StringComparison.Ordinal)).Order())
        {
            using Stream stream = own.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return bytes;
        }
    }
}
