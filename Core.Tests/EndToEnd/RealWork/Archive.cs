using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>Packs small packages in the format of their tools.</summary>
internal static class Archive
{
    /// <summary>A gzipped tar: npm's and cargo's packages.</summary>
    public static byte[] TarGz(params (string Name, string Content)[] files)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (TarWriter tar = new(gzip))
        {
            foreach ((string name, string content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
            }
        }

        return packed.ToArray();
    }

    /// <summary>A zip: Python's wheels, Go's modules, NuGet's packages.</summary>
    public static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }

    /// <summary>A zip of texts.</summary>
    public static byte[] Zip(params (string Name, string Content)[] files) => Zip([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Content)))]);
}
