/* The lower limit: due and status in one pass over the grid that the library builds. */
#include <stdint.h>

void due_and_status(const int64_t *received, const int64_t *completed, int64_t rows, int64_t start, int32_t width, int32_t cuts,
                    const int32_t *cut, const int64_t *due_of, const int32_t *late_of, const int32_t *early_of, int64_t *due, int8_t *status)
{
    for (int64_t row = 0; row < rows; row++) {
        uint32_t seconds = (uint32_t)(received[row] - start);
        uint32_t day = seconds / 86400u;
        int32_t second = (int32_t)(seconds - day * 86400u);
        int32_t place = (int32_t)day * width;
        for (int32_t k = 0; k < cuts; k++) place += second >= cut[k];
        int64_t ready = completed[row] - start;
        due[row] = due_of[place];
        status[row] = (int8_t)((ready >= early_of[place]) + (ready >= late_of[place]));
    }
}
