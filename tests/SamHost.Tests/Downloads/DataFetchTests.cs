using System.Security.Cryptography;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Downloads;
using SamHost.TestSupport;

namespace SamHost.Tests.Downloads;

/// <summary>What a fetch does about files that are there.</summary>
public sealed class DataFetchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-fetch-").FullName;
    private readonly WebServer _server = new();

    public DataFetchTests() => _server.Files["/file.bin"] = [1, 2, 3];

    private DataSource Source => new()
    {
        Name = "file",
        Description = "A file.",
        Page = _server.Address,
        Folders = ["data", "system"],
        Files = ["file.bin"],
        Downloads = [
            new DataDownload { File = "file.bin", Addresses = [new Uri(_server.Address, "file.bin")], Length = 3,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])) }],
    };

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_published_file_is_fetched_once_and_again_when_that_is_asked_for()
    {
        await FetchAsync(again: false);
        await FetchAsync(again: false);
        Assert.Single(_server.Requests);

        await FetchAsync(again: true);

        Assert.Equal(2, _server.Requests.Count);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Combine(_folder, "data", "file.bin")));
    }

    [Fact]
    public async Task A_fetch_that_fails_hides_no_folder_that_has_the_files()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "system"));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "system", "file.bin"), [4], TestContext.Current.CancellationToken);
        _server.Files.Clear();

        await Assert.ThrowsAsync<UserErrorException>(() => FetchAsync(again: true));

        var state = DataState.Find(Source, _folder);
        Assert.Equal((Path.Combine(_folder, "system"), true), (state.Folder, state.IsComplete));
    }

    private async Task FetchAsync(bool again)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await new DataFetch(
            new Download(client, TimeSpan.Zero, TimeSpan.FromSeconds(60), _ => { }), (_, _) => _ => { }).FetchAsync(
                Source, null, again, _folder, TestContext.Current.CancellationToken);
    }
}
