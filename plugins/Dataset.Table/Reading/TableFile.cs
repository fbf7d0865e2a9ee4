using ICSharpCode.SharpZipLib.GZip;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Opens the user's table, of whatever form it is.</summary>
internal static class TableFile
{
    private static readonly string[] Packed = [".gz", ".zst"];
    private static readonly string[] Endings =
    [
        "", ".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".parquet", ".json", ".jsonl", ".ndjson", ".arff", ".libsvm", ".svm",
        ".svmlight",
    ];

    /// <summary>Whether a file is called as tables are. (Told so, any other is read as text.)</summary>
    internal static bool HasEndingOfTable(string file) => Endings.Contains(FormOf(file));

    /// <summary>The files of a path or pattern, in the order of their names.</summary>
    /// <exception cref="DataFileException">There is none.</exception>
    internal static List<string> Find(string path)
    {
        if (!path.AsSpan().ContainsAny('*', '?'))
        {
            // Says what is wrong with it.
            DataFile.Open(path).Dispose();
            return new FileInfo(path).Length == 0 ? throw new DataFileException(path, null, "the file is empty") : [path];
        }

        var folder = Path.GetDirectoryName(path)!;
        if (folder.AsSpan().ContainsAny('*', '?'))
            throw new DataFileException(path, null, "only names of files may be patterns, not folders");
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(path)) : [];
        return files.Length == 0
            ? throw new DataFileException(path, null, "there is no file of this pattern")
            : [.. files.Order(StringComparer.Ordinal)];
    }

    /// <summary>Opens a table.</summary>
    /// <param name="database">Reads it.</param>
    /// <param name="files">The files; none for the query of the options.</param>
    /// <param name="options">The options.</param>
    /// <param name="labelOption">What the option of the label is called.</param>
    /// <param name="form">How a text file is read.</param>
    /// <param name="notes">What was found.</param>
    /// <param name="isAlsoText">Whether another column is to be left as it is written; null for none.</param>
    /// <param name="leastFeatures">How many features there are at least, in a form whose rows do not mention those that are 0.</param>
    internal static TableRelation Open(
        Database database,
        IReadOnlyList<string> files,
        TableOptions options,
        string labelOption,
        ReadingForm form,
        ICollection<string> notes,
        Func<SourceColumn, bool>? isAlsoText = null,
        int leastFeatures = 0)
    {
        bool IsText(IReadOnlyList<SourceColumn> all, SourceColumn column) =>
            new[] { options.Label, options.TrueLabel, options.Id, options.TestColumn }.OfType<string>()
                .Any(name => ColumnChoice.Find(all, name) == column) || isAlsoText?.Invoke(column) == true;
        var needsLabel = options.Label != TableOptions.NoLabel;
        if (files.Count == 0) return OfQuery(database, $"({options.Sql!.Trim().TrimEnd(';')}\n)", needsLabel);
        var list = $"[{string.Join(", ", files.Select(Sql.Text))}]";
        var kind = FormOf(files[0]);
        if (files.FirstOrDefault(file => FormOf(file) != kind) is { } other)
            throw new DataFileException(other, null, $"expected files of one form, and {files[0]} is of another");
        if (files.Count > 1 && kind is ".arff" or ".libsvm" or ".svm" or ".svmlight")
            throw new DataFileException(files[1], null, "several files of this form are not joined: name one");
        switch (kind)
        {
            case ".parquet":
                return OfQuery(database, $"read_parquet({list})", needsLabel);
            case ".json" or ".jsonl" or ".ndjson":
                return OfQuery(database, $"read_json({list})", needsLabel);
            case ".arff":
                RequireReadable(files[0]);
                return ArffTable.Open(database, files[0], form.Encoding, options, IsText);
            case ".libsvm" or ".svm" or ".svmlight":
                RequireReadable(files[0]);
                return LibsvmTable.Open(database, files[0], form.Encoding, options, IsText, leastFeatures);
            default:
                foreach (var file in files) RequireReadable(file);
                return new TextTable(database, files, options, labelOption, form).Open(IsText, notes);
        }
    }

    // DuckDB takes the end of a file that was cut short for the end of its data.
    private static void RequireReadable(string path)
    {
        if (path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase)) return;
        using var file = DataFile.Open(path);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            LongLines.Refuse(path, file);
            return;
        }

        try
        {
            using var unpacked = new GZipInputStream(file);
            LongLines.Refuse(path, unpacked);
        }
        // In a damaged file the unpacking stumbles over anything, such as an index of its own.
        catch (Exception e) when (e is not ComponentException)
        {
            throw new DataFileException(path, null, $"cannot be read: {e.Message}");
        }
    }

    private static string FormOf(string file)
    {
        var form = Path.GetExtension(file).ToLowerInvariant();
        return Packed.Contains(form) ? Path.GetExtension(Path.GetFileNameWithoutExtension(file)).ToLowerInvariant() : form;
    }

    private static TableRelation OfQuery(Database database, string relation, bool needsLabel)
    {
        List<SourceColumn> columns = [];
        database.Read(
            $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {relation})",
            row => columns.Add(new SourceColumn(columns.Count, row.GetString(0), row.GetString(1))));
        if (columns.Count < 2 && needsLabel) throw new ComponentException("The table has a single column: it needs a feature and a label.");
        var named = string.Join(", ", columns.Select(column => Sql.Column(column.Place)));
        var aliased = $"(SELECT * FROM {relation}) AS source({named})";
        var texts = string.Join(
            ", ", columns.Select(column => $"CAST({Sql.Column(column.Place)} AS VARCHAR) AS {Sql.Column(column.Place)}"));
        return new TableRelation(aliased, $"(SELECT {texts} FROM {aliased})", columns);
    }
}
