"""Words by which a text says that somebody attended, chaired, reported or spoke."""

from __future__ import annotations

import re
from typing import Final


# The name of the group that matches is the kind of the act.
CUES: Final = re.compile(
    r"(?<!\w)(?:"
    r"(?P<chu_tri>(?:đồng\s+)?chủ trì|chủ tọa|điều (?:hành"
    r"|khiển)(?=\s+(?:hội nghị|cuộc họp|buổi|phiên)|\s*[,.]))"
    r"|(?P<thu_ky>ghi biên bản|làm thư ký|thư ký(?=\s+(?:hội nghị|cuộc họp|là)"
    r"|\s*:)|thư ký(?=\s*$))"
    r"|(?P<khai_mac>(?:(?:phát biểu|đọc diễn văn)\s+)?khai mạc)"
    r"|(?P<be_mac>(?:(?:phát biểu|tuyên bố)\s+)?bế mạc)"
    r"|(?P<ket_luan>(?:phát biểu\s+)?kết luận(?=\s+(?:hội nghị|giao ban|cuộc họp"
    r"|buổi|phiên|tại|như sau)|\s*[,:.])"
    r"|phát biểu kết luận|chốt lại|ý kiến kết luận)"
    r"|(?P<chi_dao>(?:phát biểu|ý kiến|bài phát biểu)\s+(?:ý kiến\s+)?chỉ đạo"
    r"|chỉ đạo(?=\s+hội nghị|\s*:))"
    r"|(?P<bao_cao>(?:trình bày|thông qua|đọc|nghe)\s+(?:(?:tóm tắt|dự thảo"
    r"|toàn văn|bản)\s+){0,2}báo cáo"
    r"|báo cáo(?=[^.;\n]{0,160}?\sdo\s[^.;\n]{1,220}?\s(?:trình bày|đọc|báo cáo))"
    r"|(?:đọc|trình bày|thông qua)\s+bc(?=\s)|báo cáo(?=\s(?:tại (?:cuộc họp"
    r"|hội nghị)\s)?(?:của|do)\s(?:đồng chí|đ/c|ông|bà)\s)"
    r"|(?:đã\s+)?báo cáo(?=\s*:|\s+kết quả|\s+(?:tóm tắt|tình hình|tổng kết"
    r"|sơ kết|chuyên đề)))"
    r"|(?P<trien_khai_chuong_trinh>(?:triển khai|quán triệt|công bố|thông qua"
    r"|trình bày)\s+(?:(?:dự thảo|nội dung|toàn văn)\s+)?"
    r"(?:chương trình|kế hoạch)(?!\s+hội nghị))"
    r"|(?P<quan_triet_van_ban>(?:quán triệt|phổ biến|truyền đạt|giới thiệu"
    r"|triển khai)\s+(?:(?:nội dung|một số|những|điểm|mới|của|các)\s+){0,6}"
    r"(?:chỉ thị|nghị quyết|quy định|hướng dẫn|kết luận|điều lệ|thông tri"
    r"|quyết định|quy chế))"
    r"|(?P<tham_luan>tham luận)"
    r"|(?P<thao_luan>thảo luận|góp ý|tham gia ý kiến|đóng góp ý kiến)"
    r"|(?P<khen_thuong>khen thưởng|(?:tặng|trao|nhận|trao tặng)\s+(?:giấy"
    r"|bằng) khen|được tặng)"
    r"|(?P<phat_bieu>phát biểu(?!\s+(?:tham luận|thảo luận))|nói(?:\s+(?:gọn"
    r"|thêm|rằng))?(?=\s*:)|báo cáo viên|hướng dẫn(?=\s+(?:lập|cách|quy trình"
    r"|một số|nghiệp vụ|xây dựng))|cho biết|làm rõ|phát động|trao đổi|chia sẻ"
    r"|nói chuyện|kể lại|kể|nói về|ý kiến(?= của))"
    r"|(?P<dai_bieu>(?:về|đến|tham|cùng|tới|có)?\s?dự(?!\s+(?:thảo|án|kiến|toán"
    r"|báo|phòng|trù|định|bị|nguồn))"
    r"|tham gia(?=\s+hội nghị)|có mặt|sự tham gia|thành phần tham dự|thành phần(?=\s*:)|khách mời"
    r"|về phía|sự có mặt|sự hiện diện)"
    r")(?!\w)"
)
