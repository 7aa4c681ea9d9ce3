using System.Security.Cryptography;

namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>cargo in a bottle. Since 1.70 it reads the index over HTTP; version 1.65 of Debian 12 clones it from GitHub. Both are served.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class RustTests
{
    private const string Configuration = """{"dl":"https://static.crates.io/crates","api":"https://crates.io"}""";

    [Test]
    public async Task A_crate_is_added_built_and_tested()
    {
        byte[] crate = Archive.TarGz(
            ("greeting-1.0.0/Cargo.toml", "[package]\nname = \"greeting\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
            ("greeting-1.0.0/src/lib.rs", "pub fn to(name: &str) -> String { format!(\"hello {name}\") }\n"));
        string entry =
            $$"""{"name":"greeting","vers":"1.0.0","deps":[],"cksum":"{{Convert.ToHexStringLower(SHA256.HashData(crate))}}","features":{},"yanked":false}"""
                + "\n";
        await using CliHost host = await CliHost.StartAsync();
        string repositories = await IndexAsync(host, entry);
        Registry registry = new Registry()
            .With("index.crates.io/config.json", Configuration)
            .With("index.crates.io/gr/ee/greeting", entry, "text/plain")
            .With("static.crates.io/crates/greeting/1.0.0/download", crate)
            .With("github.com/rust-lang/crates.io-index", context => GitSite.ServeAsync(context, repositories))
            .With("api.github.com/none", "");
        CommandResult result = await Project.WorkAsync(
            host, "cargo", registry, "cargo add greeting && cargo build && cargo test && cargo run",
            ("Cargo.toml", "[package]\nname = \"project\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
            ("src/main.rs",
                "fn main() { println!(\"{}\", greeting::to(\"rust\")); }\n\n#[test]\nfn greets() { assert_eq!(greeting::to(\"rust\"), \"hello rust\"); }\n"));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("test result: ok. 1 passed").And.EndWith("hello rust\n"), result.ToString());
        Assert.That(registry.Requests, Does.Contain("GET static.crates.io/crates/greeting/1.0.0/download"));
    }

    /// <summary>The index as a repository; returns the folder that holds it.</summary>
    private static async Task<string> IndexAsync(CliHost host, string entry)
    {
        string root = Path.Combine(host.Root, "git");
        string index = Path.Combine(root, "seed");
        Directory.CreateDirectory(Path.Combine(index, "gr", "ee"));
        await File.WriteAllTextAsync(Path.Combine(index, "config.json"), Configuration);
        await File.WriteAllTextAsync(Path.Combine(index, "gr", "ee", "greeting"), entry);
        CommandResult made = await Command.RunAsync("sh", ["-c", """
            set -e
            git init -q -b master; git add -A; git -c user.name=t -c user.email=t@example.com commit -qm index
            mkdir ../rust-lang; git clone -q --bare . ../rust-lang/crates.io-index
            """], index);
        Assert.That(made.ExitCode, Is.Zero, made.ToString());
        return root;
    }
}
