using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>The host's certificate authority, created by the first run.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PersistentAuthorityTests
{
    [Test]
    public void Simultaneous_first_runs_on_a_new_home_share_one_authority()
    {
        string folder = Directory.CreateTempSubdirectory("bot-bottle-test-").FullName;
        try
        {
            BottleHome home = new(Path.Combine(folder, "home"));
            string[] certificates = new string[8];
            Thread[] runs = [.. certificates.Select((_, i) => new Thread(() =>
            {
                try
                {
                    certificates[i] = PersistentAuthority.Load(home, DateTimeOffset.UtcNow).Certificate;
                }
                catch (IOException refused)
                {
                    certificates[i] = refused.Message;
                }
            }))];
            Array.ForEach(runs, run => run.Start());
            Array.ForEach(runs, run => run.Join());
            Assert.That(certificates, Has.All.StartsWith("-----BEGIN CERTIFICATE-----"));
            Assert.That(certificates.Distinct().Count(), Is.EqualTo(1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
