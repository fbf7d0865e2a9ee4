using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>The table of paths and labels that the option <c>Labels</c> names.</summary>
internal static class PictureLabels
{
    private const int IdsShown = 5;

    /// <summary>Writes pictures with their labels, in their order.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="folder">Where they are.</param>
    /// <param name="request">Where to, and which labels are others.</param>
    /// <exception cref="DataFileException">It cannot be written, or a picture is not there.</exception>
    internal static void Write(IReadOnlyList<PictureFile> pictures, string folder, RelabelRequest request)
    {
        var unknown = request.Labels.Keys.Except(pictures.Select(picture => picture.Id)).ToList();
        if (unknown.Count > 0)
            throw new DataFileException(
                folder, null, $"{unknown.Count} of the pictures that were judged are not there, such as "
                    + string.Join(", ", unknown.Take(IdsShown).Select(id => $"'{id}'")));
        var rows = pictures.Select(picture => (picture.Id, Label: request.Labels.GetValueOrDefault(picture.Id, picture.Label)))
            .Where(row => row.Label is not null).Select(row => $"{Quoted(row.Id)},{Quoted(row.Label!)}\n");
        var unfinished = request.Path + ".unfinished";
        try
        {
            File.WriteAllText(unfinished, "path,label\n" + string.Concat(rows));
            File.Move(unfinished, request.Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(request.Destination, null, $"cannot be written: {e.Message}");
        }
        finally
        {
            // Where it cannot be written, there is none.
            if (File.Exists(unfinished)) File.Delete(unfinished);
        }
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny("\",\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
