using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using SamHost.Configuration;
using SamHost.Contracts.Data;

namespace SamHost.Downloads;

/// <summary>
/// Downloads a file that is known to the byte. A connection that is cut is made again, and the download goes on where it was; so does the
/// next one after a failure.
/// </summary>
/// <param name="client">Asks; it honours the proxy of the environment.</param>
/// <param name="pause">How long to wait before a connection is made again.</param>
/// <param name="stall">How long a server may send nothing, before its answer or within it, until the connection counts as cut.</param>
/// <param name="note">Says what a person wants to know.</param>
internal sealed class Download(HttpClient client, TimeSpan pause, TimeSpan stall, Action<string> note)
{
    // In a row, and without a byte received.
    private const int Attempts = 4;

    /// <summary>Downloads into a file, whose SHA-256 is then the expected one.</summary>
    /// <param name="what">The file.</param>
    /// <param name="addresses">Where it can be had; the next one is asked where one does not give it.</param>
    /// <param name="part">Where it goes; what is there of an earlier attempt is used.</param>
    /// <param name="progress">Called with the number of bytes received.</param>
    /// <param name="cancellation">Ends it; what is there is kept.</param>
    /// <exception cref="UserErrorException">No address gives the file, or there is no room for it.</exception>
    public async Task GetAsync(
        DataDownload what, IReadOnlyList<Uri> addresses, string part, Action<long> progress, CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (var address in addresses)
        {
            try
            {
                await ReceiveAllAsync(what, address, part, progress, cancellation).ConfigureAwait(false);
                Verify(what, part);
                return;
            }
            catch (DownloadException e)
            {
                problems.Add($"{address}: {e.Message}");
            }
        }

        throw new UserErrorException(problems, ExitCode.RunFailed);
    }

    private async Task ReceiveAllAsync(DataDownload what, Uri address, string part, Action<long> progress, CancellationToken cancellation)
    {
        for (var attempt = 1; LengthOf(part) != what.Length; attempt++)
        {
            var before = LengthOf(part);
            try
            {
                await ReceiveAsync(what, address, part, progress, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException && !cancellation.IsCancellationRequested)
            {
                var there = LengthOf(part);
                if (there > before) attempt = 0;
                var kept = there == 0
                    ? ""
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $" {there:#,0} of {what.Length:#,0} bytes are here, and the next fetch goes on from there.");
                if (attempt >= Attempts) throw new DownloadException($"{e.Message.TrimEnd('.')}.{kept}");
                note($"{what.File}: {e.Message.TrimEnd('.')}; trying again.");
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task ReceiveAsync(DataDownload what, Uri address, string part, Action<long> progress, CancellationToken cancellation)
    {
        var there = LengthOf(part);
        if (there > what.Length)
        {
            File.Delete(part);
            there = 0;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (there > 0) request.Headers.Range = new RangeHeaderValue(there, null);
        using var response = await HearAsync(
            token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellation).ConfigureAwait(false);
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable
            || (goesOn && response.Content.Headers.ContentRange?.From != there))
        {
            File.Delete(part);
            throw new IOException("The server cannot go on in the middle of the file; it is fetched from its beginning");
        }

        if ((int)response.StatusCode >= 500)
            throw new HttpRequestException($"The server answers {(int)response.StatusCode} {response.ReasonPhrase}");
        if (!response.IsSuccessStatusCode)
            throw new DownloadException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}.");
        if (!goesOn) there = 0;
        if (response.Content.Headers.ContentLength is { } rest && there + rest != what.Length)
            throw new DownloadException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the server's file has {there + rest:#,0} bytes, and {what.Length:#,0} are expected: this is another file."));

        using var content = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await CopyAsync(what, content, part, there, progress, cancellation).ConfigureAwait(false);
    }

    private async Task CopyAsync(
        DataDownload what, Stream content, string part, long there, Action<long> progress, CancellationToken cancellation)
    {
        using var file = OnDisk(
            part, what, there,
            () => new FileStream(part, there > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        var buffer = new byte[1 << 17];
        progress(there);
        while (await HearAsync(token => content.ReadAsync(buffer, token).AsTask(), cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            if (there + count > what.Length)
                throw new DownloadException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the server sends more than the {what.Length:#,0} bytes that are expected: this is another file."));
            var before = there;
            OnDisk(part, what, before, () =>
            {
                file.Write(buffer, 0, count);
                return true;
            });
            there += count;
            progress(there);
        }

        if (there < what.Length)
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"The connection was cut after {there:#,0} of {what.Length:#,0} bytes"));
    }

    private async Task<T> HearAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(stall);
        try
        {
            return await ask(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing came for {stall.TotalSeconds} seconds");
        }
    }

    // What fails on the disk is not the server's fault, and no other server cures it.
    private static T OnDisk<T>(string part, DataDownload what, long there, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                [string.Create(
                    CultureInfo.InvariantCulture,
                    $"{part}: {e.Message.TrimEnd('.')}; {there:#,0} of {what.Length:#,0} bytes are written. "
                    + $"Make room and fetch again: it goes on from there.")],
                ExitCode.RunFailed);
        }
    }

    private static void Verify(DataDownload what, string part)
    {
        var actual = ChecksumFile.Sha256(part);
        if (actual.Equals(what.Sha256, StringComparison.OrdinalIgnoreCase)) return;
        File.Delete(part);
        throw new DownloadException(
            $"the SHA-256 of what came is {actual}, and {what.Sha256.ToLowerInvariant()} is expected: this is another file, or a damaged "
                + "one. It was deleted.");
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
