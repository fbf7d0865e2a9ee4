using System.Security.Cryptography;
using SamHost.Contracts.Data;
using SamHost.Downloads;
using SamHost.Tests.Support;

namespace SamHost.Tests.Downloads;

/// <summary>What a fetch does about files that are there.</summary>
public sealed class DataFetchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-fetch-").FullName;
    private readonly WebServer _server = new();

    public DataFetchTests() => _server.Files["/file.bin"] = [1, 2, 3];

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

    private async Task FetchAsync(bool again)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var source = new DataSource
        {
            Name = "file",
            Description = "A file.",
            Page = _server.Address,
            Folders = ["data"],
            Files = ["file.bin"],
            Downloads = [new DataDownload { File = "file.bin", Addresses = [new Uri(_server.Address, "file.bin")], Length = 3, Sha256 = Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])) }],
        };
        await new DataFetch(new Download(client, TimeSpan.Zero, _ => { }), (_, _) => _ => { }).FetchAsync(source, null, again, _folder, TestContext.Current.CancellationToken);
    }
}
