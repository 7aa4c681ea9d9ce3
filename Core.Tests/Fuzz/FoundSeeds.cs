using System.Reflection;

namespace BotBottle.Fuzz;

/// <summary>Inputs that once failed: the files below Seeds/TARGET, which are part of the program.</summary>
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
