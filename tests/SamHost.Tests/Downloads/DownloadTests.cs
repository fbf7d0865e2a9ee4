using System.Security.Cryptography;
using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Downloads;
using SamHost.TestSupport;

namespace SamHost.Tests.Downloads;

/// <summary>Downloads from a server on this machine that misbehaves.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-download-").FullName;
    private readonly WebServer _server = new();
    private readonly byte[] _file = new byte[300_000];
    private readonly List<string> _notes = [];
    private readonly List<long> _progress = [];
    private TimeSpan _stall = TimeSpan.FromSeconds(60);

    public DownloadTests()
    {
        new Random(1).NextBytes(_file);
        _server.Files["/file.bin"] = _file;
    }

    private string Part => Path.Combine(_folder, "file.bin.part");

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_arrives_byte_for_byte()
    {
        await GetAsync();

        Assert.Equal(_file, File.ReadAllBytes(Part));
        Assert.Equal(_file.Length, _progress[^1]);
        Assert.Equal(_progress.Order(), _progress);
        Assert.Empty(_notes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_is_cut_is_made_again_and_goes_on_where_it_was(bool saysLengths)
    {
        _server.Cuts = (100_000, 2);
        _server.SaysLengths = saysLengths;

        await GetAsync();

        Assert.Equal(_file, File.ReadAllBytes(Part));
        Assert.Equal([null, "100000-", "200000-"], _server.Requests.Select(request => request.Range));
        Assert.Equal(2, _notes.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task A_server_that_falls_silent_before_or_within_its_answer_is_asked_again(int bytes)
    {
        (_server.FallsSilent, _stall) = ((bytes, 1), TimeSpan.FromSeconds(0.5));

        await GetAsync();

        Assert.Equal(_file, File.ReadAllBytes(Part));
        Assert.Equal("file.bin: Nothing came for 0.5 seconds; trying again.", Assert.Single(_notes));
        Assert.Equal(bytes > 0, _server.Requests.Last().Range is not null);
    }

    [Fact]
    public async Task A_server_that_never_answers_ends_in_one_line()
    {
        (_server.FallsSilent, _stall) = ((0, 100), TimeSpan.FromSeconds(0.1));

        var error = await Assert.ThrowsAsync<UserErrorException>(() => GetAsync());

        Assert.Equal($"{_server.Address}file.bin: Nothing came for 0.1 seconds.", Assert.Single(error.Problems));
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_cannot_go_on_in_the_middle_sends_all_of_it()
    {
        (_server.Cuts, _server.KnowsRanges) = ((100_000, 1), false);

        await GetAsync();

        Assert.Equal(_file, File.ReadAllBytes(Part));
    }

    [Fact]
    public async Task A_later_download_goes_on_where_an_earlier_one_gave_up()
    {
        await File.WriteAllBytesAsync(Part, _file[..123_456], TestContext.Current.CancellationToken);

        await GetAsync();

        Assert.Equal(_file, File.ReadAllBytes(Part));
        Assert.Equal("123456-", _server.Requests.First().Range);
    }

    [Fact]
    public async Task A_server_that_gives_nothing_any_more_ends_in_one_line_and_what_came_is_kept()
    {
        await File.WriteAllBytesAsync(Part, _file[..5], TestContext.Current.CancellationToken);
        _server.Refuses = (503, 100);

        var error = await Assert.ThrowsAsync<UserErrorException>(() => GetAsync());

        Assert.Equal(ExitCode.RunFailed, error.ExitCode);
        Assert.Equal(
            $"{_server.Address}file.bin: The server answers 503 No. 5 of 300,000 bytes are here, and the next fetch goes on from there.",
            Assert.Single(error.Problems));
        Assert.Equal(_file[..5], File.ReadAllBytes(Part));
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_in_one_line()
    {
        var gone = new WebServer();
        var address = new Uri(gone.Address, "file.bin");
        gone.Dispose();

        var error = await Assert.ThrowsAsync<UserErrorException>(() => GetAsync(address));

        Assert.Contains("refused", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_of_the_same_length_is_refused_and_deleted()
    {
        var expected = Convert.ToHexStringLower(SHA256.HashData(_file));
        _file[200_000] ^= 1;

        var error = await Assert.ThrowsAsync<UserErrorException>(() => GetAsync(expected, null, TestContext.Current.CancellationToken));

        var actual = Convert.ToHexStringLower(SHA256.HashData(_file));
        Assert.Contains(
            $"the SHA-256 of what came is {actual}, and {expected} is expected", Assert.Single(error.Problems), StringComparison.Ordinal);
        Assert.False(File.Exists(Part));
    }

    [Theory]
    [InlineData(true, "the server's file has 300,001 bytes, and 300,000 are expected")]
    [InlineData(false, "the server sends more than the 300,000 bytes that are expected")]
    public async Task A_file_of_another_length_is_refused_before_or_as_soon_as_it_shows(bool saysLengths, string says)
    {
        _server.Files["/file.bin"] = [.. _file, 0];
        _server.SaysLengths = saysLengths;

        var error = await Assert.ThrowsAsync<UserErrorException>(() => GetAsync());

        Assert.Contains(says, Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_one_address_has_nothing_the_next_is_asked()
    {
        using var empty = new WebServer();

        await GetAsync(new Uri(empty.Address, "file.bin"), new Uri(_server.Address, "file.bin"));

        Assert.Equal(_file, File.ReadAllBytes(Part));
        Assert.Single(empty.Requests);
    }

    [Fact]
    public async Task A_full_disk_ends_in_one_line_that_says_so()
    {
        // A device that takes nothing, as a full disk does.
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        File.CreateSymbolicLink(Part, "/dev/full");

        var error = await Assert.ThrowsAsync<UserErrorException>(() => GetAsync());

        Assert.Equal(ExitCode.RunFailed, error.ExitCode);
        var line = Assert.Single(error.Problems);
        Assert.StartsWith($"{Part}: No space left on device", line, StringComparison.Ordinal);
        Assert.EndsWith(" bytes are written. Make room and fetch again: it goes on from there.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_it_keeps_what_came()
    {
        using var source = new CancellationTokenSource();
        _server.Cuts = (100_000, 100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetAsync(null, Watch, source.Token));

        void Watch(long there)
        {
            if (there >= 50_000) source.Cancel();
        }

        Assert.InRange(new FileInfo(Part).Length, 50_000, 299_999);
        Assert.Equal(_file[..(int)new FileInfo(Part).Length], File.ReadAllBytes(Part));
    }

    private Task GetAsync(params Uri[] addresses) => GetAsync(null, null, TestContext.Current.CancellationToken, addresses);

    private async Task GetAsync(string? sha256, Action<long>? progress, CancellationToken cancellation, params Uri[] addresses)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var what = new DataDownload
        {
            File = "file.bin",
            Addresses = [new Uri(_server.Address, "file.bin")],
            Length = _file.Length,
            Sha256 = sha256 ?? Convert.ToHexStringLower(SHA256.HashData(_file)),
        };
        await new Download(
            client, TimeSpan.Zero, _stall, _notes.Add).GetAsync(
                what, addresses.Length > 0 ? addresses : what.Addresses, Part, progress ?? _progress.Add, cancellation);
    }
}
