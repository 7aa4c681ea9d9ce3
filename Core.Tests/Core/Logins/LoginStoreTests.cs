using BotBottle.Core.Logins;

namespace BotBottle.Core.Tests.Core.Logins;

public sealed class LoginStoreTests
{
    private static readonly Login Kept = new() { Agent = "claude", Name = "work", AccessToken = "sk-ant-oat01-first", RefreshToken = "sk-ant-ort01-first" };

    private string _folder = "";
    private string _path = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("bot-bottle-logins-").FullName;
        _path = LoginStore.PathOf(_folder, Kept.Use);
        LoginStore.MakeFolder(_path);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_login_is_written_for_its_owner_alone()
    {
        LoginStore.Write(_path, Kept);
        Assert.That(File.GetUnixFileMode(_path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(
            File.GetUnixFileMode(Path.GetDirectoryName(_path)!), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(LoginStore.Read(_path).AccessToken, Is.EqualTo(Kept.AccessToken));
        Assert.That(LoginStore.List(_folder), Is.EqualTo(new[] { Kept.Use }));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_path)!), Is.EqualTo(new[] { _path }));
    }

    [Test]
    public void A_write_that_does_not_end_leaves_the_old_login_and_no_room_for_ever()
    {
        LoginStore.Write(_path, Kept);
        string folder = Path.GetDirectoryName(_path)!;
        File.WriteAllText(Path.Combine(folder, $".work.json.{Guid.NewGuid():N}"), "what a killed process left");
        File.WriteAllText(Path.Combine(folder, $".work.json.other.json.{Guid.NewGuid():N}"), "of another login");
        using (LoginStore.Reserve(_path))
        {
            Assert.That(LoginStore.Read(_path).AccessToken, Is.EqualTo(Kept.AccessToken));
        }
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Has.Exactly(1).StartsWith(".work.json.other").And.Exactly(2).Items);
    }

    [Test]
    public void One_holder_has_the_lock_at_a_time_in_one_process_too()
    {
        using (IDisposable? held = LoginStore.TryLock(_path))
        {
            Assert.That(held, Is.Not.Null);
            Assert.That(LoginStore.TryLock(_path), Is.Null);
        }
        using IDisposable? again = LoginStore.TryLock(_path);
        Assert.That(again, Is.Not.Null);
    }

    [Test]
    public void A_lock_that_cannot_be_opened_is_an_error_and_not_a_held_one() =>
        Assert.That(() => LoginStore.TryLock(Path.Combine(_folder, "none", "x.json")), Throws.InstanceOf<DirectoryNotFoundException>());

    [Test]
    public void A_file_of_another_login_is_refused()
    {
        LoginStore.Write(_path, Kept);
        string other = Path.Combine(Path.GetDirectoryName(_path)!, "other.json");
        File.Move(_path, other);
        Assert.That(() => LoginStore.Read(other), Throws.InstanceOf<IOException>().With.Message.Contains("holds another login"));
    }

    [Test]
    public void A_file_that_other_users_may_read_is_refused()
    {
        LoginStore.Write(_path, Kept);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.That(() => LoginStore.Read(_path), Throws.InstanceOf<IOException>().With.Message.Contains("chmod 600").And.Message.Not.Contains("first"));
    }
}
