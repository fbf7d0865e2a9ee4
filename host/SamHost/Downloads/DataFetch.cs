using SamHost.Configuration;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;

namespace SamHost.Downloads;

/// <summary>Gets the files of a data source into the first of its folders.</summary>
/// <param name="download">Downloads.</param>
/// <param name="display">Shows the progress of a file of that name and length; its result is called with the bytes received.</param>
internal sealed class DataFetch(Download download, Func<string, long, Action<long>> display)
{
    private const string PartSuffix = ".part";
    private const string UnpackFolder = ".unpacking";

    /// <summary>Downloads, checks, unpacks, and records the SHA-256 of every file beside them.</summary>
    /// <param name="source">The source.</param>
    /// <param name="mirror">A folder on the web that has the files by their names; null for the source's own addresses.</param>
    /// <param name="again">Whether files that are there, and are the published ones, are fetched all the same.</param>
    /// <param name="workingDirectory">Where relative folders start.</param>
    /// <param name="cancellation">Ends it; what is there is kept.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="UserErrorException">The files cannot be had, are not the published ones, or cannot be written.</exception>
    public async Task<string> FetchAsync(
        DataSource source, Uri? mirror, bool again, string workingDirectory, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(source.Folders[0], workingDirectory);
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        foreach (var what in source.Downloads)
        {
            var target = Path.Combine(folder, what.File);
            if (!again && what.Unpack is null && File.Exists(target) && ChecksumFile.Sha256(target)
                .Equals(what.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                files.Add(what.File);
                continue;
            }

            var addresses = mirror is null ? what.Addresses : [new Uri(mirror, what.File)];
            await download.GetAsync(what, addresses, target + PartSuffix, display(what.File, what.Length), cancellation)
                .ConfigureAwait(false);
            files.AddRange(Install(what, target + PartSuffix, target, folder));
        }

        ChecksumFile.Write(folder, files);
        return folder;
    }

    private static IReadOnlyList<string> Install(DataDownload what, string part, string target, string folder)
    {
        if (what.Unpack is null)
        {
            File.Move(part, target, overwrite: true);
            return [what.File];
        }

        var unpacked = Path.Combine(folder, UnpackFolder);
        if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
        Directory.CreateDirectory(unpacked);
        try
        {
            what.Unpack(part, unpacked);
            // Only once all of them are there.
            string[] names = [.. Directory.GetFiles(unpacked).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
            foreach (var name in names) File.Move(Path.Combine(unpacked, name), Path.Combine(folder, name), overwrite: true);
            File.Delete(part);
            return names;
        }
        catch (ComponentException e)
        {
            throw new UserErrorException([e.Message], ExitCode.RunFailed);
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }
}
