using SamHost.Configuration;
using SamHost.Runs.Results;

namespace SamHost.Runs.Exporting;

/// <summary>Writes tables to files whose names say in which form: <c>.csv</c> or <c>.parquet</c>.</summary>
public static class TableFiles
{
    /// <summary>Refuses a name that says neither.</summary>
    /// <exception cref="UserErrorException">It does.</exception>
    public static void RequireForm(string file)
    {
        if (!IsCsv(file) && !file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
            throw new UserErrorException($"{file} ends in neither .parquet nor .csv, which says what is written.");
    }

    /// <summary>Writes a file, which appears when it is whole.</summary>
    /// <param name="file">The file.</param>
    /// <param name="write">Writes its rows.</param>
    /// <exception cref="UserErrorException">It cannot be written, or what goes into it cannot be read.</exception>
    public static void Write(string file, Action<ITableFile> write)
    {
        var part = file + ".part";
        try
        {
            using (ITableFile table = IsCsv(file) ? new CsvTable(part) : new ParquetTable(part)) write(table);
            File.Move(part, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file} cannot be written: {e.Message.TrimEnd('.')}.");
        }
        catch (DamagedRunException e)
        {
            throw new UserErrorException(e.Message);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    private static bool IsCsv(string file) => file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
}
